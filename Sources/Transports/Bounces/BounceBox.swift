import Dispatch
package import Files

/// The Maildir in which bounce reports of mail servers arrive.
///
/// A mail stays in `new` until its report is stored; then it moves to `cur`, marked as seen.
package struct BounceBox: Sendable {
    /// A mail in `new`, not yet handled.
    package struct Letter: Hashable, Sendable {
        package let name: FileName
        package let report: BounceReport
    }

    /// The waiting mails, and the unreadable ones with the reason; unreadable mails stay in place.
    package struct Post: Sendable {
        package var letters: [Letter] = []
        package var unreadable: [(name: FileName, why: String)] = []
    }

    private let path: String
    private let verp: String?
    /// The queue for disk access: disks block, and the threads that run tasks must not.
    private let queue = DispatchQueue(label: "duebell.bounces")

    /// The number of bytes read of a mail; a report names its delivery and failure within them.
    private static let bytesMax = 256 * 1_024

    /// Creates the box at a path.
    ///
    /// `verp` is the envelope sender of outgoing mails, with `{id}` in place of the delivery.
    package init(path: String, verp: String?) {
        self.path = path
        self.verp = verp
    }

    /// Returns at most `limit` of the readable waiting mails, oldest first; none if the folder is
    /// missing.
    package func post(atMost limit: Int) async -> Post {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: read(atMost: limit)) }
        }
    }

    private func read(atMost limit: Int) -> Post {
        var post = Post()
        guard let folder = try? Directory(path: path), let new = try? Maildir(folder).new() else {
            return post
        }
        for name in Maildir(folder).waiting() where post.letters.count < limit {
            switch new.readBeginning(of: name, bytesMax: Self.bytesMax) {
            case .whole(let mail, _): post.letters.append(letter(name, mail))
            case .notFile(.special):
                post.unreadable.append((name, "cannot read: \(EntryKind.special.name)"))
            case .failed(let error):
                post.unreadable.append((name, "cannot \(error.operation): \(error.reason)"))
            // An entry that is no mail is set aside like a mail without a report.
            case .gone, .notFile, .changing, .tooLarge: post.letters.append(letter(name, []))
            }
        }
        return post
    }

    private func letter(_ name: FileName, _ mail: [UInt8]) -> Letter {
        Letter(name: name, report: BounceReport(mail, verp: verp))
    }

    /// Returns the path of a mail after it is put away.
    package func place(of letter: Letter) -> String {
        "\(path)/cur/\(Maildir.seen(letter.name))"
    }

    /// Moves mails to `cur`, marked as seen; returns the mails that could not be moved, with the
    /// reason.
    package func setAside(_ letters: [Letter]) async -> [(name: FileName, why: String)] {
        await withCheckedContinuation { continuation in
            queue.async {
                var failures: [(FileName, String)] = []
                for letter in letters {
                    do throws(FileError) {
                        try Maildir(Directory(path: path)).markSeen(letter.name)
                    } catch {
                        failures.append((letter.name, "cannot \(error.operation): \(error.reason)"))
                    }
                }
                continuation.resume(returning: failures)
            }
        }
    }
}
