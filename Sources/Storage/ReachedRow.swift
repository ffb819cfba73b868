import Calendars
package import Cases
import Deliveries
import Rules

/// A recipient reached by a combined message, for one of its incidents.
package struct ReachedRow: Hashable, Sendable {
    package let incident: Incident.ID
    package let recipient: String

    package init(incident: Incident.ID, recipient: String) {
        self.incident = incident
        self.recipient = recipient
    }
}
