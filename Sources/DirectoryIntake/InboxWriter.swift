package import Calendars
package import Files

/// The writing side of an inbox, by which `duebell report` and its like hand a record in.
package enum InboxWriter {
    /// Puts a file into an inbox that is whole and on the disk before any reader sees it.
    ///
    /// By the Maildir protocol where the folder is one, else under a hidden name until it is
    /// whole. Returns the path it has, which a watcher may already have taken it from.
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
