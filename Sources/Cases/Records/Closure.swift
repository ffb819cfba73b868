package import Calendars
import JSON
import Rules

/// A declaration that an incident is over, or is open again.
package struct Closure: Hashable, Sendable {
    package let record: RecordID
    package let at: Instant
    /// False for a reopening.
    package let isClosing: Bool
    package let by: String?
    package let why: String?
    /// True for a reopening that takes the closing back: occurrences due in between are owed.
    var isAsIfOpen = false
}
