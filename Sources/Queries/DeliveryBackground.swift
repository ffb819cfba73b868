import Cases
import Deliveries
import Rules
import Storage

/// The data needed to explain deliveries.
package struct DeliveryBackground: Sendable {
    /// The deliveries' cases in their current state.
    var cases: [Incident.ID: Case] = [:]
    /// The rules in force and the ones the cases depend on.
    var rules: PinnedRulebooks
    /// The combined messages that delivered some of them.
    var carriers: [Delivery.ID: OutboxEntry] = [:]
}
