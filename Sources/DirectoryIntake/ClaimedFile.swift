internal import Files
internal import Intake

/// A file whose records are in a batch, with its disposition.
struct ClaimedFile: Sendable {
    let file: InboxFile
    let stamp: FileStamp
    let disposition: Disposition
    /// The place up to which the records are in this batch or an earlier one; nil for a file that
    /// was read as a whole and not yet before.
    var point: ReadingPoint?
    /// True if nothing of the file is left to read, as far as it was known.
    var isWhole = true
}

extension Batch {
    /// The files that the batch was read from.
    var files: [ClaimedFile] { receipt as? [ClaimedFile] ?? [] }
}
