import Calendars
import JSON
import Rules

extension Case {
    /// Returns the deadline according to the facts and the rule; nil if the rule no longer exists.
    func deadline(
        of obligation: Obligation, by rules: PinnedRulebooks
    ) -> Result<Instant, OpenQuestion>? {
        guard let rule = rules.rule(of: obligation) else { return nil }
        if case .firing(_, let at) = obligation.cause { return .success(at) }
        let first = firstDeadline(of: obligation, rule, by: rules)
        guard let every = rule.repeats, let number = obligation.occurrence, number > 1 else {
            return first
        }
        let zone = rules.zone(of: obligation)
        return first.map { Recurrence(first: $0, every: every, zone: zone).dueAt(number) }
    }

    /// Returns the deadline of a single obligation, or of the first occurrence of a repeated one.
    func firstDeadline(
        of obligation: Obligation, _ rule: ObligationRule, by rules: PinnedRulebooks
    ) -> Result<Instant, OpenQuestion> {
        guard parts.isEmpty else {
            return ruling(obligation, rule) {
                $0.firstDeadline(of: obligation, rule, by: rules)
            }.deadline
        }
        // The leader's deadline takes precedence over any rule.
        if case .instruction(let id) = obligation.cause, let due = instructions[id]?.due {
            return .success(due)
        }
        return calculator(for: obligation, by: rules).deadline(of: rule.due)
    }

    /// Returns the earliest known deadline by the facts of several merged incidents, with its
    /// incident. A deadline counted from the closing waits until all are closed.
    func ruling(
        _ obligation: Obligation, _ rule: ObligationRule,
        _ deadline: (Case) -> Result<Instant, OpenQuestion>
    ) -> (home: Incident.ID, deadline: Result<Instant, OpenQuestion>) {
        let all = sources(of: obligation).map { ($0, deadline(seen(as: $0))) }
        let known = all.compactMap { id, result in (try? result.get()).map { (id, $0) } }
        let needsAll = rule.due.anchors.contains(.closed)
        let best =
            needsAll && known.count < all.count
            ? nil : needsAll ? known.max { $0.1 < $1.1 } : known.min { $0.1 < $1.1 }
        if let best { return (best.0, .success(best.1)) }
        let open = all.first { if case .failure = $0.1 { true } else { false } }
        return open ?? (id, .failure(.bound))
    }

    /// Returns a calculator with the zone, the calendars and the facts of an obligation.
    func calculator(for obligation: Obligation, by rules: PinnedRulebooks) -> DeadlineCalculator {
        calculator(for: obligation, by: rules) { anchor in
            guard case .latestSubmitted(let names) = anchor, let rule = rules.rule(of: obligation)
            else { return instant(of: anchor, for: obligation) }
            let latest = latestReport(
                for: names, of: obligation, rule.due,
                { latest in
                    calculator(for: obligation, by: rules) {
                        $0 == anchor ? .success(latest) : instant(of: $0, for: obligation)
                    }
                }, by: rules)
            return latest.map { .success($0) } ?? .failure(.anchor(anchor))
        }
    }

    private func calculator(
        for obligation: Obligation, by rules: PinnedRulebooks,
        anchor: @escaping (Anchor) -> Result<Instant, OpenQuestion>
    ) -> DeadlineCalculator {
        DeadlineCalculator(
            zone: rules.zone(of: obligation), calendars: rules.calendars(of: obligation),
            holds: { hasHeld($0) }, anchor: anchor)
    }

    /// Returns whether a condition holds over the incident's facts, now or at any earlier state: an
    /// incident that was once urgent does not become less so. Nil if undecidable.
    func hasHeld(_ condition: Condition) -> Bool? {
        let states = incident?.states ?? [facts]
        let answers = states.map { condition.holds(over: .object(["incident": .object($0)])) }
        return answers.contains(true) ? true : answers.last ?? nil
    }

    /// Returns the instant of an anchor, or the question that is open about it.
    func instant(of anchor: Anchor, for obligation: Obligation) -> Result<Instant, OpenQuestion> {
        if case .time(let name) = anchor, let began = cause(of: obligation, began: name) {
            return .success(began)
        }
        let known: Instant?
        switch anchor {
        case .submitted(let name):
            known = namesakes(name, of: obligation).compactMap(firstReport).map(\.submittedAt).min()
        case .received(let name):
            known = namesakes(name, of: obligation).compactMap(firstReport)
                .compactMap(\.receivedAt).min()
        case .latestSubmitted(let names):
            // The bound of the latest needs the rule: see `calculator`.
            known =
                names.flatMap { namesakes($0, of: obligation) }.compactMap(firstReport)
                .map(\.submittedAt).min()
        case .due(let name):
            known = namesakes(name, of: obligation).compactMap(\.dueAt).min()
        case .opened: known = openedAt
        case .closed: known = closedAt
        case .occurred, .discovered, .time:
            switch incident?.recordedTime(anchor) {
            case .instant(let instant): known = instant
            case .day(let day):
                return .failure(.timeOfDay(anchor, date: day))
            case .absent, .unreadable, nil: known = nil
            }
        }
        return known.map { .success($0) } ?? .failure(.anchor(anchor))
    }
}

extension Case {
    /// Returns the instant at which the cause of an obligation arose, if `name` is its name in the
    /// rules.
    private func cause(of obligation: Obligation, began name: String) -> Instant? {
        switch (obligation.cause, name) {
        case (.instruction(let id), "instructed"):
            instructions[id]?.at
        case (.sighting, "seen"):
            sightings.first?.seenAt
        case (.update(let id), "updated"):
            asOf(update: id.text)
        default: nil
        }
    }

    /// Returns the obligations of a name in the same rule: the ones to the same unit, else all of
    /// them.
    private func namesakes(_ name: String, of obligation: Obligation) -> [Obligation] {
        let all = obligations.places(of: obligation.rule, [name]).map { obligations[$0] }.filter {
            $0.cause == obligation.cause || $0.cause == .incident
        }
        let same = all.filter { $0.awaiting == obligation.awaiting }
        return same.isEmpty ? all : same
    }

    /// Returns the report that meets an obligation, or would if the deadline were known.
    private func firstReport(_ obligation: Obligation) -> Report? {
        obligation.firstReport.flatMap { report($0) }
    }
}
