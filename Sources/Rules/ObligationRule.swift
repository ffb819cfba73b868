package import Calendars

/// Which incidents oblige whom to report what, as a rule editor wrote it.
package struct Rule: Sendable {
    package typealias ID = Identifier<Rule>

    package let id: ID
    package let title: String?
    package let cites: Citation?
    /// The zone its days, months and dates are those of; nil: that of the settings.
    package let zone: Zone?
    /// The incidents it is for: those that began, or were first heard of, from `from` and before
    /// `until`.
    package let inForce: InForce
    /// Absent: every incident.
    package let when: Condition?
    package let owes: Owing?
    /// In the order written.
    package let obligations: [ObligationRule]

    package struct Citation: Sendable {
        package let text: String?
        package let url: String?
        package let readOn: String?
        /// How sure the figures are.
        package let confidence: Confidence?

        /// A: the text itself was read; B: a report of it, or part of it; C: from memory; D: as
        /// somebody told.
        package enum Confidence: String, Sendable, CaseIterable { case A, B, C, D }

        package init(
            text: String?, url: String?, readOn: String?, confidence: Confidence? = nil
        ) {
            self.text = text
            self.url = url
            self.readOn = readOn
            self.confidence = confidence
        }
    }

    package struct InForce: Sendable {
        package let from: Instant?
        package let until: Instant?

        package init(from: Instant? = nil, until: Instant? = nil) {
            self.from = from
            self.until = until
        }
    }

    package init(
        id: ID, title: String?, cites: Citation?, zone: Zone? = nil, inForce: InForce,
        when: Condition?, owes: Owing?, obligations: [ObligationRule]
    ) {
        self.id = id
        self.title = title
        self.cites = cites
        self.zone = zone
        self.inForce = inForce
        self.when = when
        self.owes = owes
        self.obligations = obligations
    }
}

/// Who must report.
package enum Owing: Sendable {
    case unit(Unit.ID)
    /// Each of them, a bulletin of its own.
    case units([Unit.ID])
    /// A value of the incident's that names a unit.
    case fact(Condition)
}

/// One report that is owed, to one or more awaiting units, by a deadline.
package struct ObligationRule: Sendable {
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
