/// A failure that needs a person's attention: its place, a path or an address, and the reason.
package struct IOIssue: Hashable, Sendable, CustomStringConvertible {
    /// The reason for a failure.
    package enum Reason: Hashable, Sendable {
        /// An operation failed, with the system's message.
        case failed(operation: String, String)
        /// An entry of another kind than a file.
        case noFile(kind: String)
        case deleted
        case severalDeleted(count: Int)
        /// A file that is being written and in which no record ends within a number of bytes.
        case endless(bytes: Int)
        /// A reason of a source, in its own words.
        case other(String)
    }

    package let place: String
    package let reason: Reason

    package init(_ place: String, _ reason: Reason) {
        self.place = place
        self.reason = reason
    }

    /// The failure in English, for logs.
    package var description: String { "\(place): \(reason)" }
}

extension IOIssue.Reason: CustomStringConvertible {
    package var description: String {
        let stands = "for a deleted file takes nothing back"
        return switch self {
        case .failed(let operation, let message): "cannot \(operation): \(message)"
        case .noFile(let kind): "\(kind) is no record and was left alone"
        case .deleted: "was deleted; its records stand, \(stands)"
        case .severalDeleted(let count):
            "\(count) files were deleted; their records stand, \(stands)"
        case .endless(let bytes): "is being written, and no record ends within \(bytes) bytes"
        case .other(let words): words
        }
    }
}
