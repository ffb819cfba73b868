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
package indirect enum Due: Hashable, Sendable {
    case within(Period, of: Anchor)
    /// The n-th working day after the anchor's civil day, at a minute of that day; nil: when its
    /// work ends.
    case businessDays(Int, of: Anchor, calendar: WorkCalendar.ID, at: Int?)
    /// So much time, counted only while work goes on.
    case businessTime(Duration, of: Anchor, calendar: WorkCalendar.ID)
    case earliest([Due])
    case latest([Due])
    /// Moved to the next working day where it falls on a day off.
    case rolled(Due, calendar: WorkCalendar.ID)
}

extension WorkCalendar {
    package typealias ID = Identifier<WorkCalendar>
}

extension Due: CustomStringConvertible {
    /// `within PT2H of occurred`, for a person.
    package var description: String {
        func joined(_ parts: [Due]) -> String {
            parts.map(\.description).joined(separator: ", ")
        }
        switch self {
        case .within(let period, let anchor):
            return "within \(period.text) of \(anchor)"
        case .businessDays(let count, let anchor, let calendar, _):
            return "within \(count) working days (\(calendar)) of \(anchor)"
        case .businessTime(let span, let anchor, let calendar):
            return "within \(span.iso8601) of working time (\(calendar)) of \(anchor)"
        case .earliest(let parts): return "the earliest of (\(joined(parts)))"
        case .latest(let parts): return "the latest of (\(joined(parts)))"
        case .rolled(let due, let calendar): return "\(due), or the next working day (\(calendar))"
        }
    }

    /// Whether another obligation's report, receipt or deadline has a part in it.
    package var refersToOthers: Bool {
        switch self {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            anchor.obligation != nil
        case .earliest(let parts), .latest(let parts): parts.contains(where: \.refersToOthers)
        case .rolled(let due, _): due.refersToOthers
        }
    }

    /// The moments it is counted from, each as often as it is named.
    package var anchors: [Anchor] {
        switch self {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            [anchor]
        case .earliest(let parts), .latest(let parts): parts.flatMap(\.anchors)
        case .rolled(let due, _): due.anchors
        }
    }
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
    /// When another obligation of the rule was reported.
    case submitted(String)
    /// When another obligation of the rule is due.
    case due(String)
    /// When the unit that awaited another obligation of the rule confirmed its report.
    case received(String)

    /// The other obligation it refers to, if it does.
    package var obligation: String? {
        switch self {
        case .submitted(let name), .due(let name), .received(let name): name
        case .occurred, .discovered, .opened, .closed, .time: nil
        }
    }

    package var description: String {
        switch self {
        case .occurred: "occurred"
        case .discovered: "discovered"
        case .opened: "opened"
        case .closed: "closed"
        case .time(let name): name
        case .submitted(let name): "submitted \(name)"
        case .due(let name): "due \(name)"
        case .received(let name): "received \(name)"
        }
    }
}
