package import Calendars
package import Cases
import Rules

/// The last case on a page of a list, after which the next page begins.
package struct CaseCursor: Hashable, Comparable, Sendable {
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

    package static func < (left: CaseCursor, right: CaseCursor) -> Bool {
        guard left.openedAt == right.openedAt else { return left.openedAt < right.openedAt }
        // By bytes, as databases compare text.
        return left.incident.text.utf8.lexicographicallyPrecedes(right.incident.text.utf8)
    }
}
