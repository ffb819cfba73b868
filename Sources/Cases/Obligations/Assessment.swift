import Calendars
import Rules

extension Case {
    /// Judges every obligation by the times in the records, independently of their order of
    /// arrival.
    mutating func assess(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        var effects: [Effect] = []
        let dealing = dealing(by: rules)
        for index in obligations.indices {
            effects += assess(index, by: dealing.match(index), at: now, rules)
        }
        // Bypassed obligations are known only once every obligation has its verdict.
        let skipped = Dictionary(grouping: bypasses(by: rules)) { $0.place }
        for index in obligations.indices {
            effects += assessOrder(of: index, skipped[index] ?? [], at: now, rules)
        }
        forgetAdditionalNotices(after: effects)
        return effects
    }

    /// Judges one obligation by its reports. Without `knowing`, what others knew is left as it is.
    mutating func assess(
        _ index: Int, by reading: ReportMatch, knowing isKnowing: Bool = true, at now: Instant,
        _ rules: PinnedRulebooks
    ) -> [Effect] {
        guard let rule = rules.rule(of: obligations[index]) else { return [] }
        let first = reading.first?.record
        if obligations[index].firstReport != first { obligations[index].firstReport = first }
        var effects = judge(index, by: reading.best, at: now, rules)
        let lacking = reading.insufficient + lackingWhenLate(obligations[index], rule)
        effects += sendBack(lacking, on: index, at: now, rules)
        effects += record(wrong(reading), on: index, of: .wrong)
        effects += record(feedLate(obligations[index]), on: index, of: .feedLate)
        guard isKnowing, !obligations[index].isPinned else { return effects }
        let knowing = knowing(of: obligations[index], rule, at: now)
        effects += record(knowing.elsewhere, on: index, of: .knownElsewhere)
        effects += record(knowing.suspected, on: index, of: .suspectedConcealment)
        return effects
    }

    /// Judges the order in which one obligation and others were reported.
    mutating func assessOrder(
        of index: Int, _ skipped: [Bypass], at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        guard let rule = rules.rule(of: obligations[index]) else { return [] }
        return note(
            bypassed(by: obligations[index], rule), skipped, on: index, at: now, rules)
            + record(premature(obligations[index], rule, by: rules), on: index, of: .premature)
    }

    private mutating func judge(
        _ index: Int, by report: Report?, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        let obligation = obligations[index]
        let letOff = report.map { isLetOff(obligation, from: $0.submittedAt, at: now) } ?? false
        guard let report, let dueAt = obligation.dueAt, !letOff else {
            let isOver = missedSince(obligation, at: now, by: rules) != nil
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

    /// Records that an obligation was passed over or was reported too soon, and tells the unit that
    /// was skipped.
    private mutating func note(
        _ tooSoon: [Fault], _ skipped: [Bypass], on index: Int, at now: Instant,
        _ rules: PinnedRulebooks
    ) -> [Effect] {
        let isDismissed =
            finding(on: .bypassed, of: obligations[index]).map { !$0.isConfirmed } ?? false
        let faults = isDismissed ? [] : tooSoon + skipped.map(\.fault)
        let known = Set(obligations[index].faults.restated(by: faults))
        let new = isDismissed ? [] : skipped.filter { !known.contains($0.fault) }
        return record(faults, on: index, of: .bypassed) + tell(of: new, at: now, by: rules.current)
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
        return [Fault(.bypassed, .outOfOrder(skipped.map(\.id.text)))]
    }
}
