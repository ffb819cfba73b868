import Calendars
import Rules

extension Case {
    /// Recalculates all deadlines and reassesses all obligations.
    mutating func reconsider(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        var effects: [Effect] = []
        let chained = Set(
            obligations.lazy.filter { rules.rule(of: $0)?.refersToOthers ?? false }.map(\.id))
        let isChained = !chained.isEmpty
        if isChained, !reports.isEmpty { settleClocks(at: now, by: rules) }
        for _ in 0..<Self.revocationsMax {
            // A report can start the clock of the next stage, whose report may already be there.
            for _ in 0...(isChained ? obligations.count : 0) {
                var found = calculateDeadlines(at: now, by: rules) + owe(again: now, by: rules)
                found += assess(at: now, by: rules) + waive(at: now, by: rules)
                // The report that starts a clock is told of before the clock.
                effects +=
                    found.filter { !$0.isAbout(chained) } + found.filter { $0.isAbout(chained) }
                if found.isEmpty { break }
            }
            // A revoked occurrence may have blocked other obligations.
            let revoked = revoke(at: now, by: rules)
            effects += revoked
            if revoked.isEmpty { break }
        }
        effects += settlePassedOver(at: now, by: rules)
        effects += noteUnmatched(at: now, by: rules)
        // Steps may already be due: the next advance to `now` finds them and sets the next wake
        // time.
        wakeAt = now
        return effects
    }

    /// Finds the reports that start the clocks of later stages, without effects.
    ///
    /// Which report starts a clock depends on the clocks before it; until all are known, a report
    /// could be judged for a stage that is not its own.
    private mutating func settleClocks(at now: Instant, by rules: PinnedRulebooks) {
        var trial = self
        for _ in 0...obligations.count {
            _ = trial.calculateDeadlines(at: now, by: rules)
            let dealing = trial.dealing(by: rules)
            var isSettled = true
            for index in trial.obligations.indices {
                let first = dealing.match(index).first?.record
                guard trial.obligations[index].firstReport != first else { continue }
                trial.obligations[index].firstReport = first
                isSettled = false
            }
            if isSettled { break }
        }
        for index in obligations.indices {
            obligations[index].firstReport = trial.obligations[index].firstReport
        }
    }

    /// The maximum number of passes over the case after revocations.
    private static let revocationsMax = 4
}
