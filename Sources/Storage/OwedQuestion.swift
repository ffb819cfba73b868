import Calendars
package import Cases
import Rules

/// An open question that keeps an incident from being judged.
package struct OwedQuestion: Hashable, Sendable {
    package let incident: Incident.ID
    /// The rule or obligation that cannot be applied; empty if no record of the incident has
    /// arrived.
    package let about: String
    /// The fault; nil if no record of the incident itself has arrived.
    package let fault: Fault?

    package init(incident: Incident.ID, about: String, fault: Fault?) {
        self.incident = incident
        self.about = about
        self.fault = fault
    }
}
