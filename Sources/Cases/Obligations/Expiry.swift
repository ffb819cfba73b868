import Calendars
import Rules

extension Case {
    /// Gives the verdict `missed` to obligations whose reports are no longer expected.
    mutating func expire(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for index in obligations.indices where obligations[index].isOpen {
            guard let end = expiry(of: obligations[index], by: rules), end <= now else { continue }
            let verdict = Obligation.Verdict(outcome: .missed, report: nil)
            obligations[index].verdict = verdict
            let id = obligations[index].id
            effects.append(.verdict(id, verdict))
            let told = obligations[index].escalation.told
            effects += tellIsOver(index, .missed, at: now, rules)
            effects += rules.current.operatorNotices(
                .missed, about: id, dueAt: end, at: now, detail: "", except: told)
        }
        forgetFollowUps(after: effects)
        return effects
    }

    /// Returns the last instant at which a report is still expected. For a bulletin, the default is
    /// the next firing.
    func expiry(of obligation: Obligation, by rules: Rulebooks) -> Instant? {
        guard let dueAt = obligation.dueAt, let rule = rules.rule(of: obligation) else {
            return nil
        }
        if let expires = rule.expires {
            return expires.added(to: dueAt, in: rules.zone(of: obligation))
        }
        guard case .firing(_, let at) = obligation.cause, case .schedule(let schedule) = rule.on
        else { return nil }
        let inForce = Rule.InForce()
        let calendar = schedule.calendar.flatMap { rules.calendars(of: obligation)[$0] }
        let owed = OwedSchedule(
            schedule: schedule, to: rule.to, inForce: inForce, calendar: calendar)
        return (try? owed.firing(after: at)).map { max($0, dueAt) }
    }
}
