import Calendars
import Cases
import JSON

/// The result of handing a record to the store.
package enum RecordOutcome: Hashable, Sendable {
    /// The first record of its id, now stored.
    case new
    /// Already stored with this id and this digest; nothing was done.
    case duplicate
    /// Already stored with this id and another digest; nothing was done.
    case conflict(existingDigest: String)
    /// A new body from an edited file; supersedes the previous version.
    case newVersion
}
