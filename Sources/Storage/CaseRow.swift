package import Calendars
package import Cases
import Rules

/// A case as stored: its encoded bytes, and the columns by which it is found and listed.
///
/// The parts of a large case are read by a verb of their own.
package struct CaseRow: Hashable, Sendable {
    package let incident: Incident.ID
    /// The instant at which the case must be advanced next; nil if time alone changes nothing.
    package let nextAt: Instant?
    package let phase: CasePhase
    package let title: String?
    package let openedAt: Instant
    package let updatedAt: Instant
    /// The encoded case, or the head of a large one; empty if the case was set aside before it was
    /// ever saved.
    package let body: [UInt8]
    /// True if the case has parts that are stored apart.
    package let hasParts: Bool
    /// True for an incident of which nobody has been told, which is advanced before others.
    package let isUntold: Bool
    /// The reason if the case is set aside; set by the store alone.
    package var setAside: SetAside?
    /// True if the store has a row for each of the case's obligations.
    ///
    /// False for a case saved by a Duebell without such rows. Set by the store alone.
    package var hasOwed = true

    package init(
        incident: Incident.ID, nextAt: Instant?, phase: CasePhase, title: String?,
        openedAt: Instant, updatedAt: Instant, body: [UInt8], hasParts: Bool = false,
        isUntold: Bool = false
    ) {
        self.incident = incident
        self.nextAt = nextAt
        self.phase = phase
        self.title = title
        self.openedAt = openedAt
        self.updatedAt = updatedAt
        self.body = body
        self.hasParts = hasParts
        self.isUntold = isUntold
    }
}
