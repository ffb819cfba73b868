import DirectoryIntake
import Storage

/// A record that was handed in, and where it waits for a watcher.
enum HandedInRecord {
    /// A file in the inbox folder.
    case file(String)
    /// A message in the queue of a store.
    case message(Int64, any MessageQueue)

    /// The place, for people.
    var place: String {
        switch self {
        case .file(let path): path
        case .message(let number, _): "duebell.inbox #\(number)"
        }
    }

    /// Returns why it was refused; nil if it was not.
    func refusal(digest: String, _ settings: Settings) async throws -> RejectionNote? {
        switch self {
        case .file(let path):
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return RejectionNote.find(of: name, digest: digest, in: settings[.state])
        case .message(let number, let queue):
            let found = try await queue.rejections(of: number)
            guard !found.isEmpty else { return nil }
            let causes = found.flatMap { $0.reason.split(separator: "\n").map(String.init) }
            return RejectionNote(
                path: "duebell.rejected, inbox_number \(number)", causes: causes)
        }
    }
}
