import Cases
import Deliveries
import Rules
import Storage

/// What is known beside deliveries, so that each can answer for itself.
package struct DeliveryBackground: Sendable {
    /// What they are about, as it now stands.
    var cases: [Incident.ID: Case] = [:]
    /// The rules that this rests on, and those in force.
    var rules: Rulebooks
    /// What some of them went out with.
    var carriers: [Delivery.ID: OutboxEntry] = [:]
}
