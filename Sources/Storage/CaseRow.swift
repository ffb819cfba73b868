package import Calendars
package import Cases

/// A case as it is kept: its bytes, and beside them what it is found and listed by.
package struct CaseRow: Hashable, Sendable {
    /// Why a case is passed over until it is saved again.
    package struct SetAside: Hashable, Sendable {
        package let at: Instant
        package let reason: String

        package init(at: Instant, reason: String) {
            self.at = at
            self.reason = reason
        }
    }

    package let incident: Incident.ID
    /// When it must be advanced next; nil: time alone changes nothing about it.
    package let nextAt: Instant?
    /// What it is listed under, `open` or `closed`: the caller's word.
    package let phase: String
    package let title: String?
    package let openedAt: Instant
    package let updatedAt: Instant
    /// The case as the engine encoded it; empty when it was set aside before it was ever saved.
    package let body: [UInt8]
    /// Set by the store alone.
    package internal(set) var setAside: SetAside?

    package init(
        incident: Incident.ID, nextAt: Instant?, phase: String, title: String?,
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

/// Which cases a list shows.
package struct CaseFilter: Hashable, Sendable {
    /// Only those in this phase; nil: in any.
    package var phase: String?
    /// Only those set aside, or only the others; nil: both.
    package var isSetAside: Bool?

    package init(phase: String? = nil, isSetAside: Bool? = nil) {
        self.phase = phase
        self.isSetAside = isSetAside
    }
}

/// Where a page of a list ended: the next one begins after it.
package struct CasePlace: Hashable, Sendable {
    package let openedAt: Instant
    package let incident: Incident.ID

    package init(of row: CaseRow) {
        openedAt = row.openedAt
        incident = row.incident
    }
}

/// A place in the list of cases that wait for nothing.
package struct QuietPlace: Hashable, Sendable {
    package let updatedAt: Instant
    package let number: Int64
}
