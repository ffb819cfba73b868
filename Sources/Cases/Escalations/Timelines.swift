import Calendars
import Rules

extension Case {
    /// Returns the escalation timeline of an obligation; nil if its policy no longer exists.
    func timeline(of obligation: Obligation, by rules: PinnedRulebooks) -> EscalationTimeline? {
        guard let policy = rules.policy(of: obligation) else { return nil }
        return EscalationTimeline(
            policy: policy, openedAt: obligation.openedAt,
            since: policy.takesShares ? beginning(of: obligation, by: rules) : nil,
            dueAt: obligation.dueAt, zone: rules.zone(of: obligation),
            leases: acknowledgedSpans(of: obligation, holding: policy.acknowledgementHolds),
            calendars: rules.calendars(of: obligation))
    }

    /// Returns the start of the time to an obligation's deadline: the anchor that set the deadline,
    /// the firing before, or the deadline of the occurrence before; nil if it is unknown.
    private func beginning(of obligation: Obligation, by rules: PinnedRulebooks) -> Instant? {
        if case .firing(let since, _) = obligation.cause { return since }
        guard let rule = rules.rule(of: obligation) else { return nil }
        if case .instruction(let id) = obligation.cause, let instruction = instructions[id],
            instruction.due != nil
        {
            return instruction.at
        }
        if let every = rule.repeats, let number = obligation.occurrence, number > 1,
            let first = try? firstDeadline(of: obligation, rule, by: rules).get()
        {
            let recurrence = Recurrence(
                first: first, every: every, zone: rules.zone(of: obligation))
            return recurrence.dueAt(number - 1)
        }
        return seen(for: obligation).calculator(for: obligation, by: rules).beginning(of: rule.due)
    }
}

extension DeadlineCalculator {
    /// Returns the anchor from which a deadline is counted: of several bounds, that of the bound
    /// that decides.
    private func decided(
        _ parts: [Due], _ decides: (Instant, Instant) -> Bool
    ) -> Instant? {
        var best: (due: Due, at: Instant)?
        for part in applying(parts) {
            guard let instant = try? deadline(of: part).get() else { continue }
            if best.map({ decides(instant, $0.at) }) ?? true { best = (part, instant) }
        }
        return best.flatMap { beginning(of: $0.due) }
    }

    /// Returns the anchor that sets a deadline; nil if it is unknown.
    func beginning(of due: Due) -> Instant? {
        switch due {
        case .within(_, let anchor), .businessDays(_, let anchor, _, _),
            .businessTime(_, let anchor, _):
            try? self.anchor(anchor).get()
        case .earliest(let parts): decided(parts, <)
        case .latest(let parts): decided(parts, >)
        case .firstKnown(let parts):
            applying(parts).first { (try? deadline(of: $0).get()) != nil }.flatMap(beginning)
        case .rolled(let due, _, _), .timed(let due, _), .given(_, let due): beginning(of: due)
        case .firing: nil
        }
    }
}
