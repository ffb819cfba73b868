import Dispatch
package import Files

/// The Maildir in which reports of mail servers arrive.
///
/// A mail stays in `new` until what it says is kept; then it lies in `cur`, seen.
package struct BounceBox: Sendable {
    /// A mail that waits.
    package struct Letter: Hashable, Sendable {
        package let name: FileName
        /// Nil where it reports no failure.
        package let report: BounceReport?
        /// True if it is a report for machines that names nothing of ours.
        package let isOfNobody: Bool
    }

    /// The mails that wait, and those that cannot be read, with the reason; these stay in place.
    package struct Post: Sendable {
        package var letters: [Letter] = []
        package var unreadable: [(name: FileName, why: String)] = []
    }

    private let path: String
    private let verp: String?
    /// Disks block; the threads that run tasks must not.
    private let queue = DispatchQueue(label: "duebell.bounces")

    /// A report says all it has to say before this.
    private static let bytesMax = 256 * 1_024

    /// `verp` is the sender that mails went out under, with `{id}` for the delivery.
    package init(path: String, verp: String?) {
        self.path = path
        self.verp = verp
    }

    /// At most `limit` of the mails that wait and can be read, the oldest first; none where there
    /// is no folder.
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
            // What is no mail is put away like one that says nothing.
            case .gone, .notFile, .changing, .tooLarge: post.letters.append(letter(name, []))
            }
        }
        return post
    }

    private func letter(_ name: FileName, _ mail: [UInt8]) -> Letter {
        let report = BounceReport(mail, verp: verp)
        return Letter(
            name: name, report: report,
            isOfNobody: report == nil && BounceReport.isFailure(mail))
    }

    /// Puts mails where those are that were seen; those that could not be, and why.
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
