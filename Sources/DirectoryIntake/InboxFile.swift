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

/// A file whose records are in a batch, with its disposition.
struct ClaimedFile: Sendable {
    let file: InboxFile
    let stamp: FileStamp
    let disposition: Disposition
}

/// The treatment of a file that leaves the inbox.
enum Disposition: Sendable {
    /// All records were read.
    case done
    /// No record could be read.
    case rejected([Rejection.Cause])
    /// Some pieces could not be read; `refused` holds their bytes, one per line.
    case partly([Rejection.Cause], refused: [UInt8])
}

extension Batch {
    /// The files that the batch was read from.
    var files: [ClaimedFile] { receipt as? [ClaimedFile] ?? [] }
}

extension IOIssue {
    init(_ error: FileError) {
        self.init(error.path, "cannot \(error.operation): \(error.reason)")
    }
}
