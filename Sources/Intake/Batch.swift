package import Calendars
package import Cases
internal import Files
internal import Rules

/// One thing that is wrong in a received file, with its place.
package struct IntakeFault: Hashable, Sendable {
    package let line: Int
    package let column: Int
    /// RFC 6901, within the record; empty for the whole of it.
    package let pointer: String
    package let reason: String
    /// What would have been taken; empty where that goes without saying.
    package let accepted: String
}

/// What was received and could not be understood; its sender must be told.
package struct Refusal: Hashable, Sendable {
    /// The file's name, for a person.
    package let file: String
    /// At least one.
    package let faults: [IntakeFault]
    /// Tells this file from another of the same name; empty where it is not to be told.
    package var mark = ""
}

/// Something a person must see to: a path, and what is the matter with it.
package struct Trouble: Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    init(_ error: FileError) {
        self.init(error.path, "cannot \(error.operation): \(error.reason)")
    }
}

/// Some files' worth of records, to be committed together and then accepted.
package struct Batch: Sendable {
    package let records: [Record]
    /// Whether another body under a known id is a new version, not a conflict.
    package let isKept: Bool
    package let refusals: [Refusal]
    package let troubles: [Trouble]
    /// Whether the folder was read to its end: what is left is nothing, or waits.
    package let isLast: Bool
    /// When a file that was left alone for now should be looked at again.
    package let lookAgainAt: Instant?
    /// The files it came from, to leave the inbox when it is accepted.
    let files: [TakenFile]

    /// Whether there is nothing to commit and nothing to accept.
    package var isEmpty: Bool { files.isEmpty }
}

/// A file whose records are in a batch, and what is to become of it.
struct TakenFile: Sendable {
    enum Fate: Sendable {
        /// Understood.
        case done
        /// Not a record of it was understood.
        case rejected([IntakeFault])
        /// Understood but for some pieces, whose bytes these are, one a line.
        case partly([IntakeFault], refused: [UInt8])
    }

    let candidate: Candidate
    let stamp: FileStamp
    let fate: Fate
}

/// A file of a folder that may hold records.
struct Candidate: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        /// In the folder itself.
        case folder
        /// In `new` of a Maildir; to be claimed.
        case new
        /// In `cur` of a Maildir: claimed.
        case claimed
    }

    let place: Place
    let name: FileName
}
