import Calendars
import Rules

extension Case {
    /// Reckons every deadline anew from the facts and the rule each obligation is pinned to.
    mutating func reckon(at now: Instant, by rules: Rulebooks) -> [Effect] {
        var effects: [Effect] = []
        for index in obligations.indices {
            guard let rule = rules.rule(of: obligations[index]) else { continue }
            let zone = rules.zone(of: obligations[index])
            switch deadline(of: rule.due, in: zone) {
            case .success(let dueAt):
                effects += start(index, dueAt: dueAt, at: now, by: rules)
            case .failure(let open):
                effects += halt(index, waitsFor: open.what)
            }
        }
        return effects
    }

    private mutating func start(
        _ index: Int, dueAt: Instant, at now: Instant, by rules: Rulebooks
    ) -> [Effect] {
        let before = obligations[index].dueAt
        guard before != dueAt else { return [] }
        obligations[index].dueAt = dueAt
        obligations[index].waitsFor = nil
        let id = obligations[index].id
        guard before != nil else { return [.opened(id, dueAt: dueAt)] }
        // Steps that now lie ahead speak again when their time comes.
        if let ladder = ladder(of: obligations[index], by: rules) {
            for step in ladder.steps {
                let past = ladder.count(step, through: now)
                let spoken = obligations[index].escalation.spoken(step)
                obligations[index].escalation.setSpoken(step, min(spoken, past))
                if past < ladder.count(step) { obligations[index].escalation.isExhausted = false }
            }
        }
        return [.moved(id, dueAt: dueAt)]
    }

    private mutating func halt(_ index: Int, waitsFor: String) -> [Effect] {
        guard obligations[index].waitsFor != waitsFor else { return [] }
        obligations[index].dueAt = nil
        obligations[index].waitsFor = waitsFor
        return [.notStarted(obligations[index].id, waitsFor: waitsFor)]
    }

    private func deadline(of due: Due, in zone: Zone) -> Result<Instant, OpenQuestion> {
        switch due {
        case .within(let period, let anchor):
            instant(of: anchor).map { period.added(to: $0, in: zone) }
        }
    }

    /// The moment a deadline is counted from, or what is not known about it.
    func instant(of anchor: Anchor) -> Result<Instant, OpenQuestion> {
        let known: Instant?
        switch anchor {
        case .opened: known = openedAt
        case .closed: known = closedAt
        case .occurred, .discovered, .time:
            switch incident?.moment(anchor) {
            case .instant(let instant): known = instant
            case .day(let day):
                return .failure(OpenQuestion("\(anchor): \(day) is a date without a time of day"))
            case .absent, .unreadable, nil: known = nil
            }
        }
        return known.map { .success($0) } ?? .failure(OpenQuestion("\(anchor)"))
    }
}

/// What must be known before a clock can run.
struct OpenQuestion: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}
