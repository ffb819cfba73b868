internal import Files
internal import Intake

/// A file of a folder that may hold records.
struct InboxFile: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        /// A file in the folder itself.
        case folder
        /// A file in `new` of a Maildir, to be claimed.
        case new
        /// A claimed file, in `cur` of a Maildir.
        case claimed
    }

    let place: Place
    let name: FileName
}

/// A file whose records are in a batch, and what is to become of it.
struct ClaimedFile: Sendable {
    let file: InboxFile
    let stamp: FileStamp
    let disposition: Disposition
}

/// The way of a file out of the inbox.
enum Disposition: Sendable {
    /// Understood.
    case done
    /// Rejected: not a record of it was understood.
    case rejected([Rejection.Cause])
    /// Understood but for some pieces, whose bytes these are, one a line.
    case partly([Rejection.Cause], refused: [UInt8])
}

extension Batch {
    /// The files it came from.
    var files: [ClaimedFile] { receipt as? [ClaimedFile] ?? [] }
}

extension IOIssue {
    init(_ error: FileError) {
        self.init(error.path, "cannot \(error.operation): \(error.reason)")
    }
}
