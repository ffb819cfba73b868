package import Calendars

/// A delivery in its current state, with all attempts, oldest first.
package struct DeliveryHistory: Hashable, Sendable {
    package let entry: OutboxEntry
    package let attempts: [AttemptRow]

    package init(entry: OutboxEntry, attempts: [AttemptRow]) {
        self.entry = entry
        self.attempts = attempts
    }
}

/// A filter for deliveries.
package struct DeliveryFilter: Hashable, Sendable {
    /// The states of the deliveries; empty for any.
    package var states: Set<OutboxEntry.State>
    /// The instant from which the deliveries were decided; nil for any.
    package var since: Instant?

    package init(states: Set<OutboxEntry.State> = [], since: Instant? = nil) {
        self.states = states
        self.since = since
    }
}
