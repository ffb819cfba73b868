package import Calendars
internal import Glibc

/// A folder that follows the Maildir protocol: a file is written in `tmp`, appears complete in
/// `new` and moves to `cur` once a reader has claimed it.
///
/// Source: D. J. Bernstein, "Using maildir format", https://cr.yp.to/proto/maildir.html.
package struct Maildir: Sendable {
    private static let parts = ["tmp", "new", "cur"]

    /// The suffixes that mail readers append to the names of claimed files.
    private static let marks = [":2,", ":2,S"]

    package let folder: Directory

    /// Returns true if a folder contains the three folders of a Maildir.
    package static func isMaildir(_ folder: Directory) -> Bool {
        parts.allSatisfy { folder.isDirectory($0) }
    }

    /// Returns true if a name is that of one of a Maildir's three folders.
    package static func isPart(_ name: FileName) -> Bool {
        parts.contains(name.description)
    }

    /// Treats a folder as a Maildir; missing parts cause errors only when used.
    package init(_ folder: Directory) {
        self.folder = folder
    }

    /// Opens a Maildir, creating it if necessary; private to its owner, since it holds mail.
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

    /// Delivers a file into `new`, on disk on return; does nothing if it was delivered before.
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

    /// Returns a unique file name: `seconds.M<microseconds>P<process>Q<number>.host`.
    package static func uniqueName(at now: Instant) -> FileName {
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        let shown = host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        // The specification's escapes for characters not allowed in a file name.
        let safe = String(decoding: shown.prefix(64), as: UTF8.self).map { character in
            character == "/" ? "\\057" : character == ":" ? "\\072" : String(character)
        }
        let microseconds = (now.milliseconds - now.seconds * 1_000) * 1_000
        return FileName(
            "\(now.seconds).M\(microseconds)P\(getpid())Q\(numbers.next())." + safe.joined())
    }

    private static let numbers = Counter()

    // MARK: Reading

    /// Returns the names in `new`, sorted, which is the order of arrival; empty if there is no such
    /// folder.
    package func waiting() -> [FileName] {
        guard let new = try? new(), let entries = try? DirectoryEntries(of: new) else { return [] }
        var names: [FileName] = []
        while let (name, _) = entries.next() {
            if name.bytes.first != UInt8(ascii: ".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Moves a file from `new` to `cur` under an unused name; nil if another reader claimed it
    /// first.
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

    /// Moves a file from `new` to `cur` and marks it seen, as mail readers do.
    package func markSeen(_ name: FileName) throws(FileError) {
        // The folder may have been created with `new` alone.
        let claimed = try folder.making("cur", mode: 0o700)
        try new().rename(name, to: claimed, as: Self.seen(name))
    }

    /// Returns the name of a file once it is marked seen.
    package static func seen(_ name: FileName) -> FileName {
        name.appending(":2,S")
    }

    /// Removes abandoned files from `tmp`; returns the errors of files that cannot be removed.
    ///
    /// Source: the maildir(5) manual page, which allows 36 hours.
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
