import Calendars
import Rules

/// What was done wrong beside the question of time, from the times in all records.
extension Case {
    func isRetracted(_ report: Report) -> Bool {
        retractions.contains { $0.report == report.record }
    }

    /// Reports for the obligation that somebody took back.
    func wrong(for obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        retractions.compactMap { retraction in
            guard let report = report(retraction.report),
                isAddressed(report, obligation, rule)
            else { return nil }
            let why = retraction.why.map { ": \($0)" } ?? ""
            return Fault(.wrong, "report \(report.record) was retracted\(why)")
        }
    }

    /// The report was made in time, but its record came after the deadline.
    func feedLate(_ obligation: Obligation) -> [Fault] {
        guard let verdict = obligation.verdict, verdict.outcome == .onTime,
            let report = verdict.report.flatMap({ report($0) }), let dueAt = obligation.dueAt,
            report.arrivedAt > dueAt
        else { return [] }
        let late = (report.arrivedAt - dueAt).iso8601
        return [Fault(.feedLate, "the record of report \(report.record) came \(late) late")]
    }

    /// Others knew before the owing unit had reported: the press, the police, another unit.
    ///
    /// While there is still time to report, knowing first is no sign of concealing.
    func concealed(
        _ obligation: Obligation, _ rule: ObligationRule, at now: Instant
    ) -> [Fault] {
        let first = reports.first { isAddressed($0, obligation, rule) }?.submittedAt
        guard let until = first ?? obligation.dueAt, first != nil || now > until else { return [] }
        let seen = sightings.filter { $0.seenAt < until }.map {
            Fault(.suspectedConcealment, "\($0.source) knew at \($0.seenAt.rfc3339)")
        }
        let told = reports.filter { report in
            report.from != obligation.owing && report.submittedAt < until
                && report.to.contains(where: obligation.awaiting.contains)
                && report.stage ?? rule.stage == rule.stage
        }.map {
            Fault(.suspectedConcealment, "\($0.from) reported at \($0.submittedAt.rfc3339)")
        }
        return seen + told
    }
}
