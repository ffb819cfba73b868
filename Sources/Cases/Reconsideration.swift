import Calendars
import Rules

extension Case {
    /// Recalculates all deadlines and reassesses all obligations.
    mutating func reconsider(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        let isChained = obligations.contains { rules.rule(of: $0)?.refersToOthers ?? false }
        for _ in 0..<Self.revocationsMax {
            // A report can start the clock of the next stage, whose report may already be there.
            for _ in 0...(isChained ? obligations.count : 0) {
                var found = calculateDeadlines(at: now, by: rules) + owe(again: now, by: rules)
                found += assess(at: now, by: rules) + waive(at: now, by: rules)
                effects += found
                if found.isEmpty { break }
            }
            // A revoked occurrence may have blocked other obligations.
            let revoked = revoke(at: now, by: rules)
            effects += revoked
            if revoked.isEmpty { break }
        }
        effects += settlePassedOver(at: now, by: rules)
        effects += noteUnmatched(by: rules)
        // Steps may already be due: the next advance to `now` finds them and sets the next wake
        // time.
        wakeAt = now
        return effects
    }

    /// The maximum number of passes over the case after revocations.
    private static let revocationsMax = 4
}
