import Calendars
import Rules

extension Case {
    /// Gives the verdict `missed` to obligations whose reports are no longer expected.
    mutating func expire(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        expire(obligations.indices, at: now, by: rules)
    }

    /// Gives the verdict `missed` to the ones among some obligations whose reports are no longer
    /// expected.
    mutating func expire(
        _ places: some Sequence<Int>, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        var effects: [Effect] = []
        for index in places where obligations[index].verdict == nil {
            guard let end = missedSince(obligations[index], at: now, by: rules) else { continue }
            let verdict = Obligation.Verdict(outcome: .missed, report: nil)
            obligations[index].verdict = verdict
            let id = obligations[index].id
            effects.append(.verdict(id, verdict))
            let told = obligations[index].escalation.told
            effects += tellIsOver(index, .missed, at: now, rules)
            effects += rules.current.operatorNotices(
                .missed, about: id, dueAt: end, at: now, detail: nil, except: told)
        }
        forgetAdditionalNotices(after: effects)
        return effects
    }

    /// Returns the last instant at which a report is still expected: the end of the time for late
    /// reports, the closing of the incident after the deadline, or the end of the turn of an
    /// occurrence that very many followed.
    ///
    /// For a bulletin, the default is the next firing.
    func expiry(of obligation: Obligation, by rules: PinnedRulebooks) -> Instant? {
        guard let dueAt = obligation.dueAt, let rule = rules.rule(of: obligation) else {
            return nil
        }
        let closing = closedAt(of: obligation).flatMap {
            isMissed(dueAt, at: $0, obligation) ? $0 : nil
        }
        let end =
            rule.expires.map { $0.added(to: dueAt, in: rules.zone(of: obligation)) }
            ?? nextFiring(after: obligation, by: rules).map { max($0, dueAt) }
        return [closing, end, endOfTurn(of: obligation)].compactMap(\.self).min()
    }

    /// Returns the instant since which an unreported obligation is missed; nil if it is not.
    func missedSince(_ obligation: Obligation, at now: Instant, by rules: PinnedRulebooks)
        -> Instant?
    {
        guard let end = expiry(of: obligation, by: rules), end <= now,
            !isLetOff(obligation, from: end, at: now), !isEndedByClosing(obligation)
        else { return nil }
        return end
    }

    /// Returns true if a deadline had come when the incident was closed: an unreported obligation
    /// is then missed.
    private func isMissed(_ dueAt: Instant, at closedAt: Instant, _ obligation: Obligation) -> Bool
    {
        if case .firing = obligation.cause { return false }
        return dueAt <= closedAt && !wasDecided(at: closedAt)
    }

    /// Returns the firing after the one of an obligation; nil if there is none.
    func nextFiring(after obligation: Obligation, by rules: PinnedRulebooks) -> Instant? {
        guard case .firing(_, let at) = obligation.cause, let rule = rules.rule(of: obligation),
            case .schedule(let schedule) = rule.on
        else { return nil }
        let inForce = Rule.InForce()
        let calendar = schedule.calendar.flatMap { rules.calendars(of: obligation)[$0] }
        let owed = OwedSchedule(
            schedule: schedule, to: rule.to, inForce: inForce, calendar: calendar)
        return try? owed.firing(after: at)
    }
}
