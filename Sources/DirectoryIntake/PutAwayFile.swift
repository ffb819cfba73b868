internal import Files

/// A file after it has left the inbox.
struct PutAwayFile: Hashable {
    let place: PutAwayPlace
    let name: FileName
}

/// The folder of a file that has left the inbox.
enum PutAwayPlace: Hashable, Sendable {
    /// The folder of a day in `done`.
    case done(day: String)
    case rejected
    /// No folder: the file was copied or deleted, and is only held open.
    case unnamed(Int)
}
