package import Calendars
package import Cases
package import Rules

/// An obligation as shown in lists.
package struct OwedRow: Hashable, Sendable {
    package let incident: Incident.ID
    package let obligation: Obligation.ID
    /// The index among the obligations of the case, from 0.
    package let position: Int
    package let rule: Rule.ID
    /// The name of the obligation in its rule.
    package let name: String
    /// The unit that must report.
    package let owing: Unit.ID
    /// The units that await the report; a report to any of them counts.
    package let awaiting: [Unit.ID]
    /// The number of the occurrence of a recurring obligation, from 1; nil if it does not recur.
    package let occurrence: Int?
    /// The digest of the rulebook under which the obligation was opened.
    package let rulebook: String
    /// The title of the incident; nil if not known.
    package let title: String?
    package let openedAt: Instant
    /// The last instant at which a report is on time; nil until its start is known.
    package let dueAt: Instant?
    /// The question that keeps the deadline from being calculated; nil once it is answered.
    package let waitsFor: OpenQuestion?
    /// The time of the event, for an obligation whose deadline has not started; nil if not known.
    package let beganAt: Instant?
    /// The status while the deadline has not passed.
    package private(set) var status: Obligation.DueStatus
    package let verdict: Obligation.Verdict?
    /// The instant at which the verdict was decided; nil if not known.
    package var decidedAt: Instant?
    /// The person who waived the obligation, or closed the incident before the deadline; nil if
    /// none did.
    package let waivedBy: String?
    package let faults: [Fault]
    /// The severity of the incident; nil if not known.
    package let severity: String?

    package init(
        _ obligation: Obligation, at position: Int, of incident: Incident.ID, title: String?,
        severity: String?, beganAt: Instant?, decidedAt: Instant?
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
        self.severity = severity
    }

    /// Creates a row with the values of a stored one.
    package init(
        incident: Incident.ID, obligation: Obligation.ID, position: Int, rule: Rule.ID,
        name: String, owing: Unit.ID, awaiting: [Unit.ID], occurrence: Int?, rulebook: String,
        title: String?, openedAt: Instant, dueAt: Instant?, waitsFor: OpenQuestion?,
        beganAt: Instant?,
        status: Obligation.DueStatus, verdict: Obligation.Verdict?, decidedAt: Instant?,
        waivedBy: String?, faults: [Fault], severity: String? = nil
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
        self.severity = severity
    }
}

extension OwedRow {
    /// The difference between two rows of an obligation.
    enum Difference { case none, status, other }

    /// Compares the row with an earlier row of the same obligation.
    func difference(from known: OwedRow) -> Difference {
        if self == known { return .none }
        var restated = known
        restated.status = status
        return self == restated ? .status : .other
    }

    /// True while a report is still expected.
    package var isOpen: Bool { verdict == nil && waivedBy == nil }

    /// The path `RULE/OBLIGATION`, shared by the obligations to each awaiting unit.
    package var path: String { "\(rule)/\(name)" }

    /// The path with `~INSTRUCTION` and `#n`, for people, who see the units beside it.
    package var label: String {
        let base = "\(path)@" + awaiting.map(\.text).joined(separator: "|")
        return path + obligation.text.dropFirst(base.count)
    }

    /// The number of contents that the rule asks for and the reports lack.
    package var lackingCount: Int { faults.reduce(0) { $0 + $1.lackingCount } }

    /// The instant by which settled obligations are sorted.
    package var settledAt: Instant { decidedAt ?? dueAt ?? openedAt }

    /// Returns the status at an instant, which may be past the deadline.
    package func status(at now: Instant) -> Obligation.DueStatus {
        guard status == .pending || status == .approaching, let dueAt, now > dueAt else {
            return status
        }
        return .overdue
    }
}
