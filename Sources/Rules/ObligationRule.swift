package import Calendars

/// An obligation to report to one or more units by a deadline.
package final class ObligationRule: Sendable {
    /// The name of the obligation, its key in the rule.
    package let name: String
    /// The title of the obligation for readers; nil if the rule's title says enough.
    package let title: String?
    /// The trigger of the obligation.
    package let on: Trigger
    /// The condition on the rule's incidents; nil means all.
    package let when: Condition?
    /// The reporting unit, if other than the rule's.
    package let owes: Owing?
    /// The receiving units; each element is a separate obligation, satisfied by any of its units.
    ///
    /// A group by itself is a separate obligation for each of its units.
    package let to: [[UnitReference]]
    /// True if the receiving units depend on the reporting one or on a group.
    package let isRelative: Bool
    package let due: Due
    package let policy: EscalationPolicy.ID
    /// The stage as named in reports; defaults to `name`.
    package let stage: String
    /// The accepted forms of report; nil means any.
    package let forms: [String]?
    /// The demands on a report; one that fails them is insufficient.
    package let accepts: [Demand]
    /// The additional demands on a late report, which counts even if it fails them.
    package let acceptsLate: [Demand]
    /// The contents that the rule asks for; a report that lacks them counts all the same.
    package let asks: [Demand]
    /// The earliest time for a report; an earlier one is premature but counts.
    package let notBefore: Due?
    /// The units from which a report also satisfies the obligation.
    package let orFrom: [Unit.ID]
    /// The names of obligations of the same rule that must be reported before this one.
    package let follows: [String]
    /// The interval of repetition until the incident is closed; nil means no repetition.
    package let repeats: Period?
    /// The time in the incident's `times` after which nothing more is repeated; nil means that only
    /// the closing ends the repetition.
    package let repeatsUntil: String?
    /// The time after the deadline during which a report is still expected; then it is missed for
    /// good.
    package let expires: Period?
    /// The time after a period's deadline up to which a report still counts for that period; nil
    /// means an eighth of the time to the next deadline, at most six hours.
    package let late: Period?
    /// The condition, over `{incident, reported}`, under which a report that is not yet overdue is
    /// no longer required; nil means none.
    package let withdrawnIf: Condition?

    /// A condition on a report, evaluated over `{report, incident}`.
    package struct Demand: Hashable, Sendable {
        package let that: Condition
        /// The text sent to the unit if the condition fails.
        package let otherwise: String?

        package init(_ that: Condition, otherwise: String? = nil) {
            self.that = that
            self.otherwise = otherwise
        }
    }

    package init(
        name: String, title: String? = nil, on trigger: Trigger = .incident, when: Condition? = nil,
        owes: Owing? = nil, to: [[UnitReference]], due: Due, policy: EscalationPolicy.ID,
        stage: String? = nil, forms: [String]? = nil, accepts: [Demand] = [],
        acceptsLate: [Demand] = [], asks: [Demand] = [], notBefore: Due? = nil,
        orFrom: [Unit.ID] = [], follows: [String] = [], repeats: Period? = nil,
        repeatsUntil: String? = nil, expires: Period? = nil, late: Period? = nil,
        withdrawnIf: Condition? = nil
    ) {
        self.name = name
        self.title = title
        on = trigger
        self.when = when
        self.owes = owes
        self.to = to
        isRelative = to.joined().contains { $0.unit == nil }
        self.due = due
        self.policy = policy
        self.stage = stage ?? name
        self.forms = forms
        self.accepts = accepts
        self.acceptsLate = acceptsLate
        self.asks = asks
        self.notBefore = notBefore
        self.orFrom = orFrom
        self.follows = follows
        self.repeats = repeats
        self.repeatsUntil = repeatsUntil
        self.expires = expires
        self.late = late
        self.withdrawnIf = withdrawnIf
    }
}

extension ObligationRule {
    /// True if any report or update can end the obligation or move its deadline.
    package var dependsOnWholeCase: Bool {
        let countsFromLatest = due.anchors.contains { anchor in
            if case .latestSubmitted = anchor { true } else { false }
        }
        return withdrawnIf != nil || repeatsUntil != nil || countsFromLatest
    }

    /// True if the deadline or `notBefore` depends on another obligation's report, receipt or
    /// deadline.
    package var refersToOthers: Bool {
        due.refersToOthers || notBefore?.refersToOthers ?? false
    }
}
