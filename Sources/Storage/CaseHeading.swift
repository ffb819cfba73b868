package import Calendars
package import Cases
import Rules

/// A case without its encoded bytes, for lists.
package struct CaseHeading: Hashable, Sendable {
    package let incident: Incident.ID
    package let phase: CasePhase
    package let title: String?
    package let openedAt: Instant
    package let setAside: SetAside?

    package init(
        incident: Incident.ID, phase: CasePhase, title: String?, openedAt: Instant,
        setAside: SetAside?
    ) {
        self.incident = incident
        self.phase = phase
        self.title = title
        self.openedAt = openedAt
        self.setAside = setAside
    }
}
