package import Calendars
package import Cases
import Rules
package import Storage

/// The effect of a record on its incident: the changes, the alerts, and the open obligations.
package struct RecordEffect: Sendable {
    package let record: Record
    package let change: CaseChange
    /// The messages decided with the record.
    package let alerts: [Alert]
    /// The open obligations, by deadline.
    package let open: [OwedRow]
    /// The questions that keep the incident from being judged.
    package let questions: [OwedQuestion]
    /// The messages that are sent next, all at one instant; empty if time alone brings none.
    package let next: [Alert]
    /// True if the record's own time lies ahead, so that it counts from then on.
    package let isAhead: Bool

    /// Compares the states before and after a record was taken.
    package init(
        of record: Record, from before: Case?, to after: Case, alerts: [Alert],
        by rules: PinnedRulebooks, at now: Instant
    ) {
        self.record = record
        self.alerts = alerts
        isAhead = after.ahead.contains { $0.id == record.id }
        change = CaseChange(from: before, to: after, at: now)
        open = after.openRows(at: now)
        questions = after.owedQuestions
        next =
            after.nextNotices(by: rules).map { Alert.alerts(of: $0.notices, at: $0.at) } ?? []
    }

    /// Computes the effect that a record would have, without handing it in.
    package init(
        trying record: Record, on before: Case?, by rules: PinnedRulebooks, at now: Instant
    ) {
        var after = before ?? Case(id: record.incident, at: now)
        let effects =
            after.receive([record], at: now, by: rules) + after.advance(to: now, by: rules)
        self.init(
            of: record, from: before, to: after,
            alerts: Alert.alerts(of: effects.notices, at: now), by: rules, at: now)
    }

    /// True if a report meets nothing, and nothing is wrong with it: a supplement.
    package var isSupplement: Bool {
        guard case .report = record.content else { return false }
        return !isAhead && change.problems.isEmpty
            && !change.lines.contains { $0.kind == .met }
    }
}

extension Case {
    /// Returns the open obligations, by deadline; those without one last.
    package func openRows(at now: Instant) -> [OwedRow] {
        owedRows(at: now).filter(\.isOpen).sorted {
            ($0.dueAt ?? .distant, $0.position) < ($1.dueAt ?? .distant, $1.position)
        }
    }
}

extension Instant {
    /// An instant after every other, for obligations without a deadline.
    fileprivate static let distant = Instant(milliseconds: .max)
}
