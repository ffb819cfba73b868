package import Calendars

/// Which incidents oblige whom to report what, as a rule editor wrote it.
package struct Rule: Sendable {
    package typealias ID = Identifier<Rule>

    package let id: ID
    package let title: String?
    package let cites: Citation?
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

        package init(text: String?, url: String?, readOn: String?) {
            self.text = text
            self.url = url
            self.readOn = readOn
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
        id: ID, title: String?, cites: Citation?, inForce: InForce, when: Condition?,
        owes: Owing?, obligations: [ObligationRule]
    ) {
        self.id = id
        self.title = title
        self.cites = cites
        self.inForce = inForce
        self.when = when
        self.owes = owes
        self.obligations = obligations
    }
}

/// Who must report: a unit by name, or a value of the incident's that names one.
package enum Owing: Sendable {
    case unit(Unit.ID)
    case fact(Condition)
}

/// One report that is owed, to one or more awaiting units, by a deadline.
package struct ObligationRule: Sendable {
    /// Its key in the rule.
    package let name: String
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
    /// What a report must satisfy, over `{report, incident}`; what fails is insufficient.
    package let accepts: Condition?
    /// Names of obligations of the same rule that must be reported before this one.
    package let follows: [String]
    /// How long after the deadline a report is still looked for before it is missed for good.
    package let expires: Period?

    package init(
        name: String, owes: Owing? = nil, to: [[Unit.ID]], due: Due, policy: EscalationPolicy.ID,
        stage: String? = nil, forms: [String]? = nil, accepts: Condition? = nil,
        follows: [String] = [], expires: Period? = nil
    ) {
        self.name = name
        self.owes = owes
        self.to = to
        self.due = due
        self.policy = policy
        self.stage = stage ?? name
        self.forms = forms
        self.accepts = accepts
        self.follows = follows
        self.expires = expires
    }
}

/// How a deadline is reckoned.
package enum Due: Hashable, Sendable {
    case within(Period, of: Anchor)
}

/// The moment a deadline is counted from.
package enum Anchor: Hashable, Sendable, CustomStringConvertible {
    case occurred
    case discovered
    /// When Duebell took the incident's first record.
    case opened
    case closed
    /// A dated fact under the incident's `times`.
    case time(String)

    package var description: String {
        switch self {
        case .occurred: "occurred"
        case .discovered: "discovered"
        case .opened: "opened"
        case .closed: "closed"
        case .time(let name): name
        }
    }
}
