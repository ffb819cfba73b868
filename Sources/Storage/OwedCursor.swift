package import Calendars
import Cases
import Rules

/// The last obligation on a page of a list, after which the next page begins.
package struct OwedCursor: Hashable, Sendable {
    /// The deadline, or nil for an obligation without one; for a settled obligation, the instant
    /// at which it was settled.
    package let dueAt: Instant?
    /// The number of the row, which orders equal deadlines.
    package let number: Int64

    package init(dueAt: Instant?, number: Int64) {
        self.dueAt = dueAt
        self.number = number
    }
}
