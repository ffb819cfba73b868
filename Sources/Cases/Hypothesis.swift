package import Calendars
import JSON
package import Rules

/// The deadlines of an incident that has not happened: the reports that the rules would require, if
/// each were made at its deadline.
package struct Hypothesis: Sendable {
    /// One report that would be required.
    package struct Deadline: Sendable {
        package let obligation: Obligation
        package let duty: ObligationRule
        /// The last instant on time; nil while a time is not stated.
        package let dueAt: Instant?
        /// True if the deadline counts from another report, assumed to be made at its deadline.
        package let isAssumed: Bool
    }

    /// The incident with the assumed reports.
    package let incident: Case
    /// The reports, by deadline; those without one last.
    package let deadlines: [Deadline]

    /// Creates the hypothesis of an incident's record under some rules.
    package init(_ record: Record, by rulebook: Rulebook) {
        let rules = PinnedRulebooks(current: rulebook)
        var played = Case(id: record.incident, at: record.arrivedAt)
        _ = played.receive([record], at: record.arrivedAt, by: rules)
        let known = Set(played.obligations.filter { $0.dueAt != nil }.map(\.id))
        // What the incident as stated does not require; the assumed reports withdraw nothing.
        let withdrawn = Set(played.obligations.filter { $0.waivedBy != nil }.map(\.id))
        var dueAt: [Obligation.ID: Instant] = [:]
        while let next = Self.next(of: played, except: dueAt), let due = next.dueAt,
            let duty = rules.rule(of: next)
        {
            dueAt[next.id] = due
            guard let report = Self.report(next, duty, at: due, of: record) else { continue }
            _ = played.receive([report], at: max(due, played.advancedAt), by: rules)
        }
        incident = played
        deadlines = played.obligations.compactMap { obligation -> Deadline? in
            guard !withdrawn.contains(obligation.id), obligation.occurrence ?? 1 == 1,
                let duty = rules.rule(of: obligation)
            else { return nil }
            let due = dueAt[obligation.id]
            return Deadline(
                obligation: obligation, duty: duty, dueAt: due,
                isAssumed: due != nil && !known.contains(obligation.id))
        }.sorted(by: Self.isEarlier)
    }

    private static func isEarlier(_ left: Deadline, _ right: Deadline) -> Bool {
        guard let first = left.dueAt else { return false }
        return right.dueAt.map { first < $0 } ?? true
    }

    /// Returns the open obligation with the earliest deadline, of those without an assumed report.
    private static func next(
        of played: Case, except known: [Obligation.ID: Instant]
    ) -> Obligation? {
        let open = played.obligations.compactMap { obligation -> (Obligation, Instant)? in
            guard let dueAt = obligation.dueAt, obligation.waivedBy == nil,
                obligation.occurrence ?? 1 == 1, known[obligation.id] == nil
            else { return nil }
            return (obligation, dueAt)
        }
        return open.min { $0.1 < $1.1 }?.0
    }

    /// Returns a report for an obligation, made and received at an instant.
    private static func report(
        _ obligation: Obligation, _ duty: ObligationRule, at instant: Instant, of record: Record
    ) -> Record? {
        guard let awaiting = obligation.awaiting.first else { return nil }
        var body: JSONObject = [
            "type": "report", "incident": .string(record.incident.text),
            "from": .string(obligation.owing.text), "to": .string(awaiting.text),
            "submittedAt": .string(instant.rfc3339), "receivedAt": .string(instant.rfc3339),
            "stage": .string(duty.stage), "id": .string("assumed " + obligation.id.text),
        ]
        if let form = duty.forms?.first { body["form"] = .string(form) }
        return try? Record.read(.object(body), arrivedAt: instant, origin: "assumed")
    }
}
