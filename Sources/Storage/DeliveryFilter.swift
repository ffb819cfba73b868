package import Calendars

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
