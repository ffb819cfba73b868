import Dispatch
import Glibc

/// The Maildir in which reports of mail servers arrive.
///
/// A mail stays in `new` until what it says is kept; then it lies in `cur`, seen.
package struct BounceBox: Sendable {
    /// A mail that waits.
    package struct Letter: Hashable, Sendable {
        package let name: String
        /// Nil where it reports no failure.
        package let report: BounceReport?
        /// Whether it is a report for machines that names nothing of ours.
        package let isOfNobody: Bool
    }

    /// What waits, and what cannot be read, with the reason; that stays where it is.
    package struct Post: Sendable {
        package var letters: [Letter] = []
        package var unreadable: [(name: String, why: String)] = []
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
            queue.async {
                var post = Post()
                for name in self.names().sorted() where post.letters.count < limit {
                    do throws(Maildir.Failure) {
                        let mail = try self.read(name) ?? []
                        let report = BounceReport(mail, verp: self.verp)
                        post.letters.append(
                            Letter(
                                name: name, report: report,
                                isOfNobody: report == nil && BounceReport.isFailure(mail)))
                    } catch {
                        post.unreadable.append((name, error.description))
                    }
                }
                continuation.resume(returning: post)
            }
        }
    }

    /// Puts mails where those are that were seen; those that could not be, and why.
    package func setAside(_ letters: [Letter]) async -> [(name: String, why: String)] {
        await withCheckedContinuation { continuation in
            queue.async {
                // Whoever made the folder may have made `new` alone.
                mkdir(path + "/cur", 0o700)
                var failures: [(String, String)] = []
                for letter in letters {
                    let place = path + "/cur/" + letter.name + ":2,S"
                    guard rename(path + "/new/" + letter.name, place) != 0 else { continue }
                    failures.append((letter.name, Maildir.Failure("move to cur").description))
                }
                continuation.resume(returning: failures)
            }
        }
    }

    private func names() -> [String] {
        guard let folder = opendir(path + "/new") else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// The beginning of a mail; nil for what is no file, or has gone meanwhile.
    private func read(_ name: String) throws(Maildir.Failure) -> [UInt8]? {
        let descriptor = open(
            path + "/new/" + name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ELOOP { return nil }
            throw Maildir.Failure("open")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if more < 0, errno == EINTR { continue }
            if more < 0, errno == EISDIR { return nil }
            guard more >= 0 else { throw Maildir.Failure("read") }
            guard more > 0 else { break }
            count += more
        }
        return Array(bytes.prefix(count))
    }
}
