import Calendars
import Rules

extension Case {
    /// Revokes the occurrences that the corrected record no longer requires, and notifies their
    /// earlier recipients.
    mutating func revoke(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        var effects: [Effect] = []
        for places in obligations.repeatedSeries {
            for place in places where isRevocable(obligations[place], at: now, by: rules) {
                effects.append(.revoked(obligations[place].id))
                effects += tellIsOver(place, .revoked, at: now, rules)
            }
        }
        forgetAdditionalNotices(after: effects)
        let gone = Set(effects.compactMap(\.ended))
        if !gone.isEmpty { obligations.removeAll(gone) }
        return effects
    }

    /// Returns true for an unreported occurrence whose turn, according to the current record, has
    /// not come. The turn comes when the previous occurrence is due.
    func isRevocable(_ obligation: Obligation, at now: Instant, by rules: PinnedRulebooks) -> Bool {
        guard obligation.isRepeated, let number = obligation.occurrence, number > 1,
            obligation.firstReport == nil, let rule = rules.rule(of: obligation),
            let every = rule.repeats
        else { return false }
        guard case .success(let first) = firstDeadline(of: obligation, rule, by: rules) else {
            return true
        }
        let zone = rules.zone(of: obligation)
        return Recurrence(first: first, every: every, zone: zone).dueAt(number - 1) > now
    }
}
