package import Calendars
import Cases
import Rules

/// A position in the list of cases without a next instant.
package struct IdleCaseCursor: Hashable, Sendable {
    package let updatedAt: Instant
    /// The number of the row, which orders equal instants.
    package let number: Int64

    package init(updatedAt: Instant, number: Int64) {
        self.updatedAt = updatedAt
        self.number = number
    }
}
