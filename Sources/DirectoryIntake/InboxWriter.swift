package import Calendars
package import Files

/// The writing side of an inbox, used by `duebell report` and similar commands.
package enum InboxWriter {
    /// Writes a file into an inbox; the file is complete and on disk before a reader sees it.
    ///
    /// Uses the Maildir protocol in a Maildir, else a hidden name until the file is complete.
    /// Returns the file's path, from which a watcher may already have taken it.
    package static func deliver(
        _ bytes: [UInt8], into inbox: String, at now: Instant
    ) throws(FileError) -> String {
        let folder = try Directory(path: inbox)
        let name = Maildir.uniqueName(at: now)
        guard Maildir.isMaildir(folder) else {
            let plain = name.appending(".json")
            try folder.write(bytes, as: plain)
            return folder.shown(plain)
        }
        let box = Maildir(folder)
        try box.deliver(bytes, as: name, mode: 0o640)
        return try box.new().shown(name)
    }
}
