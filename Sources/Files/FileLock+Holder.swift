internal import Foundation

extension FileLock {
    /// The answer to a question about the holder of a lock.
    package enum Holder: Hashable, Sendable {
        case process(Int32)
        /// A process that the file does not name.
        case unknown
        case nobody
    }

    /// Returns the process that holds the lock of a file made by `init(path:)`, by the number that
    /// the file names.
    package static func holder(of path: String) -> Holder {
        guard isHeld(path: path) else { return .nobody }
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return number(in: bytes).map { .process($0) } ?? .unknown
    }
}
