import Calendars

/// A delivery in its current state, with all attempts, oldest first.
package struct DeliveryHistory: Hashable, Sendable {
    package let entry: OutboxEntry
    package let attempts: [AttemptRow]

    package init(entry: OutboxEntry, attempts: [AttemptRow]) {
        self.entry = entry
        self.attempts = attempts
    }
}
