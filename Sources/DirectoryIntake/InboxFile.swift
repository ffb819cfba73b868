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

    /// The prefix of a file on its way out of the inbox, which is hidden from its producer; a
    /// number and a dot follow.
    ///
    /// A file that a dead watcher left under such a name is read again.
    private static let leaving = ".duebell-leaving."

    let place: Place
    let name: FileName

    /// Returns the name under which the file leaves the inbox, with a number that is not taken.
    func leavingName(_ number: Int) -> FileName {
        isLeaving ? name : FileName("\(Self.leaving)\(number).").appendingName(name)
    }

    /// The name given by the producer.
    var ownName: FileName {
        leavingBytes.map { FileName(Array($0)) } ?? name
    }

    /// True for a file on its way out.
    var isLeaving: Bool { leavingBytes != nil }

    /// The producer's name within that of a file on its way out; nil for any other file.
    private var leavingBytes: ArraySlice<UInt8>? {
        guard place == .folder, name.hasPrefix(Self.leaving) else { return nil }
        let rest = name.bytes[Self.leaving.utf8.count...]
        let own = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        let isNumbered = own.startIndex > rest.startIndex && own.first == UInt8(ascii: ".")
        return isNumbered && own.count > 1 ? own.dropFirst() : nil
    }
}

extension IOIssue {
    init(_ error: FileError) {
        self.init(error.path, .failed(operation: error.operation, error.reason))
    }
}

extension FileName {
    /// Returns the name followed by another, shortened if the result would be too long.
    fileprivate func appendingName(_ other: FileName) -> FileName {
        FileName(Array((bytes + other.bytes).prefix(Self.bytesMax)))
    }
}
