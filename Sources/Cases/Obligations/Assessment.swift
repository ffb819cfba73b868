import Calendars
import Rules

extension Case {
    /// Judges every obligation by the times in the records, independently of their order of
    /// arrival.
    mutating func assess(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        let readings = readings(by: rules)
        for index in obligations.indices {
            guard let rule = rules.rule(of: obligations[index]), let reading = readings[index]
            else { continue }
            obligations[index].firstReport = reading.first?.record
            effects += judge(index, by: reading.best, at: now, rules)
            let lacking = reading.insufficient + lackingWhenLate(obligations[index], rule)
            effects += sendBack(lacking, on: index, at: now, rules)
            effects += record(wrong(for: obligations[index], rule), on: index, of: .wrong)
            effects += record(feedLate(obligations[index]), on: index, of: .feedLate)
            effects += record(
                concealed(obligations[index], rule, at: now), on: index, of: .suspectedConcealment)
        }
        // Bypassed obligations are known only once every obligation has its verdict.
        for index in obligations.indices {
            guard let rule = rules.rule(of: obligations[index]) else { continue }
            effects += record(bypassed(by: obligations[index], rule), on: index, of: .bypassed)
            effects += record(
                premature(obligations[index], rule, by: rules), on: index, of: .premature)
        }
        forgetFollowUps(after: effects)
        return effects
    }

    private mutating func judge(
        _ index: Int, by report: Report?, at now: Instant, _ rules: Rulebooks
    ) -> [Effect] {
        let obligation = obligations[index]
        let letOff = report.map { isLetOff(obligation, from: $0.submittedAt, at: now) } ?? false
        guard let report, let dueAt = obligation.dueAt, !letOff else {
            let isOver = expiry(of: obligation, by: rules).map { $0 <= now } ?? false
            guard let verdict = obligation.verdict, verdict.outcome != .missed || !isOver else {
                return []
            }
            obligations[index].verdict = nil
            return [.reopened(obligation.id)]
        }
        let late = report.submittedAt - dueAt
        let verdict = Obligation.Verdict(
            outcome: late > .zero ? .late(late) : .onTime, report: report.record)
        guard verdict != obligation.verdict else { return [] }
        obligations[index].verdict = verdict
        return [.verdict(obligation.id, verdict)] + tellIsOver(index, .met, at: now, rules)
    }

    /// Returns a fault naming the obligations that should have been reported before this one and
    /// were not.
    private func bypassed(by obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        guard !rule.follows.isEmpty, let report = obligation.firstReport.flatMap(report) else {
            return []
        }
        let earlier = obligations.places(of: obligation.rule, rule.follows)
        let skipped = earlier.map { obligations[$0] }.filter { other in
            guard other.cause == obligation.cause,
                other.occurrence ?? 1 == 1
                    || other.dueAt.map({ $0 <= report.submittedAt }) ?? false
            else { return false }
            let first = other.firstReport.flatMap { self.report($0) }
            return first.map { $0.submittedAt > report.submittedAt } ?? true
        }
        guard !skipped.isEmpty else { return [] }
        let names = skipped.map(\.id.text).joined(separator: ", ")
        return [Fault(.bypassed, "reported before \(names)")]
    }
}
