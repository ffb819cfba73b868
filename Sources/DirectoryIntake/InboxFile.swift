internal import Files
internal import Intake

/// A file that may hold records.
struct InboxFile: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        /// A file in the folder itself.
        case folder
        /// A file in `new` of a Maildir, to be claimed.
        case new
        /// A claimed file, in `cur` of a Maildir.
        case claimed
        /// A file that has left the inbox and was written to afterwards.
        case putAway(PutAwayPlace)

        /// True for the folders of a Maildir, whose files are complete when they appear.
        var isMaildir: Bool { self == .new || self == .claimed }
    }

    /// The prefix of a file on its way out of the inbox, which is hidden from its producer.
    ///
    /// A file that a dead watcher left under such a name is read again.
    private static let leaving = ".duebell-leaving."

    let place: Place
    let name: FileName

    /// The name under which the file leaves the inbox.
    var leavingName: FileName {
        isLeaving ? name : FileName(Self.leaving).appendingName(name)
    }

    /// The name given by the producer.
    var ownName: FileName {
        isLeaving ? FileName(Array(name.bytes.dropFirst(Self.leaving.utf8.count))) : name
    }

    /// True for a file on its way out.
    var isLeaving: Bool {
        place == .folder && name.hasPrefix(Self.leaving)
            && name.bytes.count > Self.leaving.utf8.count
    }
}

extension IOIssue {
    init(_ error: FileError) {
        self.init(error.path, "cannot \(error.operation): \(error.reason)")
    }
}

extension FileName {
    /// Returns the name followed by another, shortened if the result would be too long.
    fileprivate func appendingName(_ other: FileName) -> FileName {
        FileName(Array((bytes + other.bytes).prefix(Self.bytesMax)))
    }
}
