package import Calendars
internal import Glibc

/// The writing side of an inbox: how `duebell report` and its like hand a record in.
package enum Spool {
    /// Puts a file into an inbox that is whole and on the disk before any reader sees it.
    ///
    /// By the Maildir protocol where the folder is one, else under a hidden name until it is
    /// whole. Returns the path it has, which a watcher may already have taken it from.
    package static func deliver(
        _ bytes: [UInt8], into inbox: String, at now: Instant
    ) throws(FileError) -> String {
        let folder = try Directory(path: inbox)
        let isMaildir = ["tmp", "new", "cur"].allSatisfy { folder.isDirectory($0) }
        guard isMaildir else {
            let name = FileName(uniqueName(at: now) + ".json")
            try folder.write(bytes, as: name)
            return folder.shown(name)
        }
        let name = FileName(uniqueName(at: now))
        let (drafts, new) = (try Directory("tmp", in: folder), try Directory("new", in: folder))
        try drafts.write(bytes, as: name)
        try drafts.rename(name, to: new, as: name)
        try new.synchronize()
        return new.shown(name)
    }

    /// `seconds.M<microseconds>P<process>Q<number>.host`.
    ///
    /// Source: the Maildir specification, https://cr.yp.to/proto/maildir.html.
    private static func uniqueName(at now: Instant) -> String {
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        let shown = host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        // The specification's own way to write what cannot be in a file's name.
        let safe = String(decoding: shown.prefix(64), as: UTF8.self).map { character in
            character == "/" ? "\\057" : character == ":" ? "\\072" : String(character)
        }
        let microseconds = (now.milliseconds - now.seconds * 1_000) * 1_000
        return "\(now.seconds).M\(microseconds)P\(getpid())Q\(numbers.next())."
            + safe.joined()
    }

    private static let numbers = Counter()
}
