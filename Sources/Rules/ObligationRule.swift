package import Calendars

/// One report that is owed, to one or more awaiting units, by a deadline.
package final class ObligationRule: Sendable {
    /// Its key in the rule.
    package let name: String
    /// What it is owed for.
    package let on: Trigger
    /// Incidents of the rule's that it is for; nil: all.
    package let when: Condition?
    /// In place of the rule's own.
    package let owes: Owing?
    /// Each element is an obligation of its own; its units are alternatives, any of which will do.
    package let to: [[Unit.ID]]
    package let due: Due
    package let policy: EscalationPolicy.ID
    /// What a report calls the stage it is for; the name unless written.
    package let stage: String
    /// The forms that count; nil: any.
    package let forms: [String]?
    /// What a report must satisfy; what fails is insufficient.
    package let accepts: [Demand]
    /// What a late report must satisfy besides; it counts all the same.
    package let acceptsLate: [Demand]
    /// A report before this was made too early; it counts all the same.
    package let notBefore: Due?
    /// Units whose report discharges it as well.
    package let orFrom: [Unit.ID]
    /// Names of obligations of the same rule that must be reported before this one.
    package let follows: [String]
    /// Owed again and again, so far apart, until the incident is closed; nil: once.
    package let repeats: Period?
    /// How long after the deadline a report is still looked for before it is missed for good.
    package let expires: Period?

    /// One thing a report must satisfy, over `{report, incident}`.
    package struct Demand: Hashable, Sendable {
        package let that: Condition
        /// What the unit is told when it does not.
        package let otherwise: String?

        package init(_ that: Condition, otherwise: String? = nil) {
            self.that = that
            self.otherwise = otherwise
        }
    }

    package init(
        name: String, on trigger: Trigger = .incident, when: Condition? = nil,
        owes: Owing? = nil, to: [[Unit.ID]], due: Due, policy: EscalationPolicy.ID,
        stage: String? = nil, forms: [String]? = nil, accepts: [Demand] = [],
        acceptsLate: [Demand] = [], notBefore: Due? = nil, orFrom: [Unit.ID] = [],
        follows: [String] = [], repeats: Period? = nil, expires: Period? = nil
    ) {
        self.name = name
        on = trigger
        self.when = when
        self.owes = owes
        self.to = to
        self.due = due
        self.policy = policy
        self.stage = stage ?? name
        self.forms = forms
        self.accepts = accepts
        self.acceptsLate = acceptsLate
        self.notBefore = notBefore
        self.orFrom = orFrom
        self.follows = follows
        self.repeats = repeats
        self.expires = expires
    }
}

extension ObligationRule {
    /// Whether another obligation's report, receipt or deadline has a part in how it is judged.
    package var refersToOthers: Bool {
        due.refersToOthers || notBefore?.refersToOthers ?? false
    }
}
