package import Calendars
package import Cases
import Rules

/// The phase of a case, which lists are made by.
package enum CasePhase: String, Sendable, CaseIterable {
    /// Somebody should look at it. Can become: closed.
    case open
    /// Nothing is owed and nothing is in question. Can become: open.
    case closed
}

/// The reason why a case is passed over until it is saved again.
package struct SetAside: Hashable, Sendable {
    package let at: Instant
    package let reason: String

    package init(at: Instant, reason: String) {
        self.at = at
        self.reason = reason
    }
}

/// A case as it is kept: its bytes, and beside them what it is found and listed by.
package struct CaseRow: Hashable, Sendable {
    package let incident: Incident.ID
    /// The instant at which it must be advanced next; nil: time alone changes nothing about it.
    package let nextAt: Instant?
    package let phase: CasePhase
    package let title: String?
    package let openedAt: Instant
    package let updatedAt: Instant
    /// The case as the engine encoded it; empty when it was set aside before it was ever saved.
    package let body: [UInt8]
    /// Set by the store alone.
    package var setAside: SetAside?
    /// True if the store has a row for each of its obligations; false of a case that a Duebell
    /// without such rows wrote. Set by the store alone.
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

/// A case without its bytes, as lists need it.
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

/// A choice of the cases that a list shows.
package struct CaseFilter: Hashable, Sendable {
    /// Only those in this phase; nil: in any.
    package var phase: CasePhase?
    /// Only those set aside, or only the others; nil: both.
    package var isSetAside: Bool?

    package init(phase: CasePhase? = nil, isSetAside: Bool? = nil) {
        self.phase = phase
        self.isSetAside = isSetAside
    }
}

/// The end of a page of a list of cases: the next page begins after it.
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
        // By bytes, as databases have it.
        return left.incident.text.utf8.lexicographicallyPrecedes(right.incident.text.utf8)
    }
}

/// A place in the list of cases that wait for nothing.
package struct QuietPlace: Hashable, Sendable {
    package let updatedAt: Instant
    package let number: Int64

    package init(updatedAt: Instant, number: Int64) {
        self.updatedAt = updatedAt
        self.number = number
    }
}
