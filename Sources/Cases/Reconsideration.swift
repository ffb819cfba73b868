import Calendars
import Rules

extension Case {
    /// Reckons and judges everything anew.
    mutating func reconsider(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        let isChained = obligations.contains { rules.rule(of: $0)?.refersToOthers ?? false }
        for _ in 0..<Self.revocationsMax {
            // A report can start the clock of the next stage, whose report may be here already.
            for _ in 0...(isChained ? obligations.count : 0) {
                var found = calculateDeadlines(at: now, by: rules) + owe(again: now, by: rules)
                found += assess(at: now, by: rules) + waive(at: now, by: rules)
                effects += found
                if found.isEmpty { break }
            }
            // What was taken back may have stood in the way of what is owed.
            let revoked = revoke(at: now, by: rules)
            effects += revoked
            if revoked.isEmpty { break }
        }
        effects += settlePassedOver(at: now, by: rules)
        effects += noteUnmatched(by: rules)
        // Steps may be due already: whoever advances it to now finds out, and what comes after.
        wakeAt = now
        return effects
    }

    /// The number of times that all is looked at again after something was taken back.
    private static let revocationsMax = 4
}
