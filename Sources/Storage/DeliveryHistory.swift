package import Calendars

/// A delivery as it stands, with everything that was tried, oldest first.
package struct DeliveryHistory: Hashable, Sendable {
    package let entry: OutboxEntry
    package let attempts: [AttemptRow]

    package init(entry: OutboxEntry, attempts: [AttemptRow]) {
        self.entry = entry
        self.attempts = attempts
    }
}

/// A choice of deliveries.
package struct DeliveryFilter: Hashable, Sendable {
    /// Empty: whatever their state.
    package var states: Set<OutboxEntry.State>
    /// The instant from which deliveries were decided; nil: any.
    package var since: Instant?

    package init(states: Set<OutboxEntry.State> = [], since: Instant? = nil) {
        self.states = states
        self.since = since
    }
}
