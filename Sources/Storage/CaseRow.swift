package import Calendars
package import Cases
import Rules

/// The reason why a case is skipped until it is saved again.
package struct SetAside: Hashable, Sendable {
    package let at: Instant
    package let reason: String

    package init(at: Instant, reason: String) {
        self.at = at
        self.reason = reason
    }
}

/// A case as stored: its encoded bytes, and the columns by which it is found and listed.
package struct CaseRow: Hashable, Sendable {
    package let incident: Incident.ID
    /// The instant at which the case must be advanced next; nil if time alone changes nothing.
    package let nextAt: Instant?
    package let phase: CasePhase
    package let title: String?
    package let openedAt: Instant
    package let updatedAt: Instant
    /// The encoded case; empty if the case was set aside before it was ever saved.
    package let body: [UInt8]
    /// The reason if the case is set aside; set by the store alone.
    package var setAside: SetAside?
    /// True if the store has a row for each of the case's obligations.
    ///
    /// False for a case saved by a Duebell without such rows. Set by the store alone.
    package var hasOwed = true

    package init(
        incident: Incident.ID, nextAt: Instant?, phase: CasePhase, title: String?,
        openedAt: Instant, updatedAt: Instant, body: [UInt8]
    ) {
        self.incident = incident
        self.nextAt = nextAt
        self.phase = phase
        self.title = title
        self.openedAt = openedAt
        self.updatedAt = updatedAt
        self.body = body
    }
}

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

/// A filter for the cases of a list.
package struct CaseFilter: Hashable, Sendable {
    /// The phase of the cases; nil for any.
    package var phase: CasePhase?
    /// True for cases set aside, false for the others, nil for both.
    package var isSetAside: Bool?

    package init(phase: CasePhase? = nil, isSetAside: Bool? = nil) {
        self.phase = phase
        self.isSetAside = isSetAside
    }
}

/// The last case on a page of a list, after which the next page begins.
package struct CasePlace: Hashable, Comparable, Sendable {
    package let openedAt: Instant
    package let incident: Incident.ID

    package init(of row: CaseRow) {
        openedAt = row.openedAt
        incident = row.incident
    }

    package init(of heading: CaseHeading) {
        openedAt = heading.openedAt
        incident = heading.incident
    }

    package static func < (left: CasePlace, right: CasePlace) -> Bool {
        guard left.openedAt == right.openedAt else { return left.openedAt < right.openedAt }
        // By bytes, as databases compare text.
        return left.incident.text.utf8.lexicographicallyPrecedes(right.incident.text.utf8)
    }
}

/// A position in the list of cases without a next instant.
package struct QuietPlace: Hashable, Sendable {
    package let updatedAt: Instant
    /// The number of the row, which orders equal instants.
    package let number: Int64

    package init(updatedAt: Instant, number: Int64) {
        self.updatedAt = updatedAt
        self.number = number
    }
}
