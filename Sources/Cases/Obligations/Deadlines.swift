import Calendars
import JSON
import Rules

extension Case {
    /// The deadline by the facts and the rule; nil where the rule is gone.
    func deadline(
        of obligation: Obligation, by rules: Rulebooks
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

    /// The deadline of what is owed once, or of the first occurrence of what is owed again.
    func firstDeadline(
        of obligation: Obligation, _ rule: ObligationRule, by rules: Rulebooks
    ) -> Result<Instant, OpenQuestion> {
        // What the leader said comes before what any rule says.
        if case .instruction(let id) = obligation.cause, let due = instructions[id]?.due {
            return .success(due)
        }
        return calculator(for: obligation, by: rules).deadline(of: rule.due)
    }

    func calculator(for obligation: Obligation, by rules: Rulebooks) -> DeadlineCalculator {
        DeadlineCalculator(
            zone: rules.zone(of: obligation), calendars: rules.calendars(of: obligation),
            holds: { hasHeld($0) }, anchor: { instant(of: $0, for: obligation) })
    }

    /// Whether a condition holds over the incident's facts, now or at any time they tell of: what
    /// was once urgent does not become less so.
    func hasHeld(_ condition: Condition) -> Bool? {
        let states = incident?.states ?? [facts]
        let answers = states.map { condition.holds(over: .object(["incident": .object($0)])) }
        return answers.contains(true) ? true : answers.last ?? nil
    }

    /// The moment a deadline is counted from, or what is not known about it.
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
        case .due(let name):
            known = namesakes(name, of: obligation).compactMap(\.dueAt).min()
        case .opened: known = openedAt
        case .closed: known = closedAt
        case .occurred, .discovered, .time:
            switch incident?.recordedTime(anchor) {
            case .instant(let instant): known = instant
            case .day(let day):
                return .failure(OpenQuestion("\(anchor): \(day) is a date without a time of day"))
            case .absent, .unreadable, nil: known = nil
            }
        }
        return known.map { .success($0) } ?? .failure(OpenQuestion("\(anchor)"))
    }
}

extension Case {
    /// When that came up what an obligation is owed for, by the name the rules have for it.
    private func cause(of obligation: Obligation, began name: String) -> Instant? {
        switch (obligation.cause, name) {
        case (.instruction(let id), "instructed"):
            instructions[id]?.at
        case (.sighting, "seen"):
            sightings.first?.seenAt
        case (.update(let id), "updated"):
            incident?.asOf(record: id.text)
        default: nil
        }
    }

    /// The obligations of a name in the same rule: that to the same unit, else those to any.
    private func namesakes(_ name: String, of obligation: Obligation) -> [Obligation] {
        let all = obligations.places(of: obligation.rule, [name]).map { obligations[$0] }.filter {
            $0.cause == obligation.cause || $0.cause == .incident
        }
        let same = all.filter { $0.awaiting == obligation.awaiting }
        return same.isEmpty ? all : same
    }

    /// The report that met an obligation, or would if its deadline were known.
    private func firstReport(_ obligation: Obligation) -> Report? {
        obligation.firstReport.flatMap { report($0) }
    }
}
