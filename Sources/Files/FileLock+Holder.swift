internal import Foundation
internal import Glibc

extension FileLock {
    /// The answer to a question about the holder of a lock.
    package enum Holder: Hashable, Sendable {
        case process(Int32)
        case nobody
        /// The system does not list its locks.
        case unknown
    }

    /// Returns the process that holds the lock of a file made by `init(path:)`.
    ///
    /// Reads `/proc/locks` and takes no lock, which could keep a starting watcher from taking it.
    package static func holder(of path: String) -> Holder {
        var status = stat()
        guard stat(path, &status) == 0 else { return .nobody }
        guard let file = FileManager.default.contents(atPath: path),
            let table = FileManager.default.contents(atPath: "/proc/locks")
        else { return .unknown }
        let digits = file.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        guard let process = Int32(String(decoding: digits, as: UTF8.self)) else { return .nobody }
        let isHeld = String(decoding: table, as: UTF8.self).split(separator: "\n").contains {
            let fields = $0.split(separator: " ")
            // Number, kind, mode, access, process, device and inode; a waiting one has an arrow.
            guard fields.count >= 6, fields[1] == "FLOCK" else { return false }
            let inode = fields[5].split(separator: ":").last.flatMap { UInt64(String($0)) }
            return Int32(String(fields[4])) == process && inode == UInt64(status.st_ino)
        }
        return isHeld ? .process(process) : .nobody
    }
}
