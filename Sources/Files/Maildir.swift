package import Calendars
internal import Glibc

/// A folder of files by the Maildir protocol: each is written in `tmp`, arrives whole in `new` and
/// lies in `cur` once a reader has claimed it.
///
/// Source: D. J. Bernstein, "Using maildir format", https://cr.yp.to/proto/maildir.html.
package struct Maildir: Sendable {
    private static let parts = ["tmp", "new", "cur"]

    /// The suffixes that readers of mail give to a file they have claimed.
    private static let marks = [":2,", ":2,S"]

    package let folder: Directory

    /// Tells whether a folder is a Maildir: has the three folders of one.
    package static func isMaildir(_ folder: Directory) -> Bool {
        parts.allSatisfy { folder.isDirectory($0) }
    }

    /// Tells whether an entry of a Maildir is one of its three folders.
    package static func isPart(_ name: FileName) -> Bool {
        parts.contains(name.description)
    }

    /// Takes a folder for a Maildir; missing parts are noticed when they are needed.
    package init(_ folder: Directory) {
        self.folder = folder
    }

    /// Opens a Maildir, made if it is not there; private to its owner, as mails are.
    package static func making(path: String) throws(FileError) -> Maildir {
        let folder = try Directory.making(path: path, mode: 0o700)
        for part in parts { _ = try folder.making(part, mode: 0o700) }
        return Maildir(folder)
    }

    /// Opens the folder of new files.
    package func new() throws(FileError) -> Directory {
        try Directory("new", in: folder)
    }

    /// Opens the folder of claimed files.
    package func claimed() throws(FileError) -> Directory {
        try Directory("cur", in: folder)
    }

    // MARK: Writing

    /// Puts a file into `new`, on the disk when this returns; nothing where it has arrived before.
    package func deliver(
        _ bytes: [UInt8], as name: FileName, mode: UInt32 = 0o600
    ) throws(FileError) {
        let (new, claimed) = (try new(), try claimed())
        if new.holds(name) || Self.marks.contains(where: { claimed.holds(name.appending($0)) }) {
            return
        }
        let drafts = try Directory("tmp", in: folder)
        try drafts.draft(bytes, as: name, mode: mode)
        do throws(FileError) {
            try drafts.rename(name, to: new, as: name)
        } catch {
            try? drafts.remove(name)
            throw error
        }
        try new.synchronize()
    }

    /// Returns `seconds.M<microseconds>P<process>Q<number>.host`, a name no other file has.
    package static func uniqueName(at now: Instant) -> FileName {
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        let shown = host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        // The specification's own way to write what cannot be in a file's name.
        let safe = String(decoding: shown.prefix(64), as: UTF8.self).map { character in
            character == "/" ? "\\057" : character == ":" ? "\\072" : String(character)
        }
        let microseconds = (now.milliseconds - now.seconds * 1_000) * 1_000
        return FileName(
            "\(now.seconds).M\(microseconds)P\(getpid())Q\(numbers.next())." + safe.joined())
    }

    private static let numbers = Counter()

    // MARK: Reading

    /// Returns the names in `new`, in their order, which is that of arrival; none where there is
    /// no such folder.
    package func waiting() -> [FileName] {
        guard let new = try? new(), let entries = try? DirectoryEntries(of: new) else { return [] }
        var names: [FileName] = []
        while let (name, _) = entries.next() {
            if name.bytes.first != UInt8(ascii: ".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Moves a file from `new` to `cur` under a name that is free there; nil where another reader
    /// was quicker.
    package static func claim(
        _ found: FileName, from new: Directory, to claimed: Directory
    ) throws(FileError) -> FileName? {
        var name = found
        var copy = 0
        while claimed.holds(name) {
            copy += 1
            name = found.appending(".\(copy)")
        }
        do throws(FileError) {
            try new.rename(found, to: claimed, as: name)
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
        return name
    }

    /// Moves a file from `new` to `cur`, as readers of mail do with one that was seen.
    package func markSeen(_ name: FileName) throws(FileError) {
        // Whoever made the folder may have made `new` alone.
        let claimed = try folder.making("cur", mode: 0o700)
        try new().rename(name, to: claimed, as: name.appending(":2,S"))
    }

    /// Removes what producers left in `tmp` and never finished; returns what cannot be removed.
    ///
    /// Source: the maildir(5) manual page, which gives them 36 hours.
    package func clearDrafts(at now: Instant) -> [FileError] {
        var errors: [FileError] = []
        guard let drafts = try? Directory("tmp", in: folder),
            let entries = try? DirectoryEntries(of: drafts)
        else { return [] }
        while let (name, kind) = entries.next() {
            guard kind == .file, let stamp = drafts.stamp(of: name),
                now - stamp.modified > .seconds(36 * 3_600)
            else { continue }
            do throws(FileError) {
                try drafts.remove(name)
            } catch {
                errors.append(error)
            }
        }
        return errors
    }
}
