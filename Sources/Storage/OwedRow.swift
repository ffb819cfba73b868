package import Calendars
package import Cases
package import Rules

/// An obligation as lists show it.
package struct OwedRow: Hashable, Sendable {
    package let incident: Incident.ID
    package let obligation: Obligation.ID
    /// Its place among the obligations of its case, from 0.
    package let position: Int
    package let rule: Rule.ID
    /// Its name in the rule.
    package let name: String
    package let owing: Unit.ID
    package let awaiting: [Unit.ID]
    package let occurrence: Int?
    /// The digest of the rulebook that it was opened by.
    package let rulebook: String
    /// The title of its incident, as far as anybody has said.
    package let title: String?
    package let openedAt: Instant
    package let dueAt: Instant?
    package let waitsFor: String?
    /// The instant from which an obligation that is not started is told to be open.
    package let beganAt: Instant?
    /// The status for as long as its deadline has not passed.
    package let status: Obligation.DueStatus
    package let verdict: Obligation.Verdict?
    /// The instant at which the verdict was decided, as far as is known.
    package var decidedAt: Instant?
    package let waivedBy: String?
    package let faults: [Fault]

    package init(
        _ obligation: Obligation, at position: Int, of incident: Incident.ID, title: String?,
        beganAt: Instant?, decidedAt: Instant?
    ) {
        self.incident = incident
        self.obligation = obligation.id
        self.position = position
        rule = obligation.rule
        name = obligation.name
        owing = obligation.owing
        awaiting = obligation.awaiting
        occurrence = obligation.occurrence
        rulebook = obligation.rulebook
        self.title = title
        openedAt = obligation.openedAt
        dueAt = obligation.dueAt
        waitsFor = obligation.waitsFor
        self.beganAt = obligation.dueAt == nil ? beganAt : nil
        status = obligation.status(at: obligation.dueAt ?? obligation.openedAt)
        verdict = obligation.verdict
        self.decidedAt = obligation.verdict == nil ? nil : decidedAt
        waivedBy = obligation.waivedBy
        faults = obligation.faults
    }

    /// Reads a row as a store has it.
    package init(
        incident: Incident.ID, obligation: Obligation.ID, position: Int, rule: Rule.ID,
        name: String, owing: Unit.ID, awaiting: [Unit.ID], occurrence: Int?, rulebook: String,
        title: String?, openedAt: Instant, dueAt: Instant?, waitsFor: String?, beganAt: Instant?,
        status: Obligation.DueStatus, verdict: Obligation.Verdict?, decidedAt: Instant?,
        waivedBy: String?, faults: [Fault]
    ) {
        self.incident = incident
        self.obligation = obligation
        self.position = position
        self.rule = rule
        self.name = name
        self.owing = owing
        self.awaiting = awaiting
        self.occurrence = occurrence
        self.rulebook = rulebook
        self.title = title
        self.openedAt = openedAt
        self.dueAt = dueAt
        self.waitsFor = waitsFor
        self.beganAt = beganAt
        self.status = status
        self.verdict = verdict
        self.decidedAt = decidedAt
        self.waivedBy = waivedBy
        self.faults = faults
    }
}

extension OwedRow {
    /// True while a report is still looked for.
    package var isOpen: Bool { verdict == nil && waivedBy == nil }

    /// `RULE/OBLIGATION`, shared by the obligations to each awaiting unit.
    package var path: String { "\(rule)/\(name)" }

    /// `RULE/OBLIGATION` with `~INSTRUCTION` and `#n`: for a person, who sees the units beside it.
    package var label: String {
        let base = "\(path)@" + awaiting.map(\.text).joined(separator: "|")
        return path + obligation.text.dropFirst(base.count)
    }

    /// Returns the status at an instant, which may be past its deadline.
    package func status(at now: Instant) -> Obligation.DueStatus {
        guard status == .pending || status == .approaching, let dueAt, now > dueAt else {
            return status
        }
        return .overdue
    }
}

/// Something that stands in the way of judging an incident.
package struct OwedQuestion: Hashable, Sendable {
    package let incident: Incident.ID
    /// The rule or obligation that cannot be applied; empty: no record of the incident has come.
    package let about: String
    /// Nil: no record of the incident itself has come.
    package let fault: Fault?

    package init(incident: Incident.ID, about: String, fault: Fault?) {
        self.incident = incident
        self.about = about
        self.fault = fault
    }
}

/// The change of what is owed for one incident that a transaction makes.
package struct OwedChange: Hashable, Sendable {
    package let incident: Incident.ID
    package var rows: [OwedRow]
    package var removed: [Obligation.ID]
    /// All questions there now are; nil: they stay as they are.
    package var questions: [OwedQuestion]?

    package init(
        incident: Incident.ID, rows: [OwedRow], removed: [Obligation.ID] = [],
        questions: [OwedQuestion]? = nil
    ) {
        self.incident = incident
        self.rows = rows
        self.removed = removed
        self.questions = questions
    }

    package var isEmpty: Bool { rows.isEmpty && removed.isEmpty && questions == nil }
}

/// A choice of the obligations that a list shows.
package struct OwedFilter: Hashable, Sendable {
    /// Only what this unit owes; nil: whoever owes it.
    package var owing: Unit.ID?
    /// Only what rests on this rule; nil: on any.
    package var rule: Rule.ID?

    package init(owing: Unit.ID? = nil, rule: Rule.ID? = nil) {
        self.owing = owing
        self.rule = rule
    }
}

/// The end of a page of a list of obligations: the next page begins after it.
package struct OwedPlace: Hashable, Sendable {
    /// Nil: among those that are not started.
    package let dueAt: Instant?
    package let number: Int64

    package init(dueAt: Instant?, number: Int64) {
        self.dueAt = dueAt
        self.number = number
    }
}
