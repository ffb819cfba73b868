import Calendars
import Rules

extension Case {
    /// Takes back the occurrences that are not owed by the record as it was corrected; those who
    /// were told of one are told so.
    mutating func revoke(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for places in repeatedSeries {
            for place in places where isRevocable(obligations[place], at: now, by: rules) {
                effects.append(.revoked(obligations[place].id))
                effects += tellIsOver(place, .revoked, at: now, rules)
            }
        }
        forgetFollowUps(after: effects)
        let gone = Set(effects.compactMap(\.ended))
        if !gone.isEmpty { obligations.removeAll(gone) }
        return effects
    }

    /// Returns true for an occurrence that was never reported and whose turn, as the record now
    /// reads, has not come: it comes when the occurrence before is due.
    func isRevocable(_ obligation: Obligation, at now: Instant, by rules: Rulebooks) -> Bool {
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
