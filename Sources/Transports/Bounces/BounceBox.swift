import Dispatch
import Glibc

/// The Maildir in which reports of mail servers arrive.
///
/// A mail stays in `new` until what it says is kept; then it lies in `cur`, seen.
package struct BounceBox: Sendable {
    /// A mail that waits.
    package struct Letter: Hashable, Sendable {
        package let name: String
        /// Nil where it reports no failure, or cannot be read.
        package let report: BounceReport?
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

    /// At most `limit` of the mails that wait, the oldest first; none where there is no folder.
    package func letters(atMost limit: Int) async -> [Letter] {
        await withCheckedContinuation { continuation in
            queue.async {
                let names = self.names().sorted().prefix(limit)
                continuation.resume(
                    returning: names.map { name in
                        let report = self.read(name).flatMap { BounceReport($0, verp: self.verp) }
                        return Letter(name: name, report: report)
                    })
            }
        }
    }

    /// Puts mails where those are that were seen.
    package func setAside(_ letters: [Letter]) async {
        await withCheckedContinuation { continuation in
            queue.async {
                for letter in letters {
                    rename(path + "/new/" + letter.name, path + "/cur/" + letter.name + ":2,S")
                }
                continuation.resume()
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

    /// The beginning of a mail; nil for what is no file, or not ours to read.
    private func read(_ name: String) -> [UInt8]? {
        let descriptor = open(
            path + "/new/" + name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { break }
            count += more
        }
        return Array(bytes.prefix(count))
    }
}
