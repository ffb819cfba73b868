package import Calendars
package import Cases
package import Rules

/// A filter for the obligations of a list.
package struct OwedFilter: Hashable, Sendable {
    /// The units that must report; nil for any.
    package var units: Set<Unit.ID>?
    /// The rule of the obligations; nil for any.
    package var rule: Rule.ID?
    /// The severities of the incidents; empty for any.
    package var severities: Set<String>
    /// The status of the obligations at an instant; nil for any.
    package var status: Status?
    /// The instant from which the obligations were opened; nil for any.
    package var openedSince: Instant?

    /// The accepted statuses at an instant, on which an overdue obligation depends.
    package struct Status: Hashable, Sendable {
        package let accepted: Set<Obligation.DueStatus>
        package let at: Instant

        package init(_ accepted: Set<Obligation.DueStatus>, at now: Instant) {
            self.accepted = accepted
            at = now
        }
    }

    package init(
        units: Set<Unit.ID>? = nil, rule: Rule.ID? = nil, severities: Set<String> = [],
        status: Status? = nil, openedSince: Instant? = nil
    ) {
        self.units = units
        self.rule = rule
        self.severities = severities
        self.status = status
        self.openedSince = openedSince
    }
}
