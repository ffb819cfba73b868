import Calendars
import Rules

extension Case {
    /// Recalculates every deadline from the facts and from the rule of the obligation's own
    /// rulebook.
    mutating func calculateDeadlines(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        var effects: [Effect] = []
        for index in obligations.indices {
            guard let (home, deadline) = extendedDeadline(of: obligations[index], by: rules) else {
                continue
            }
            // An occurrence about to be revoked gets no further effects.
            if isRevocable(obligations[index], at: now, by: rules) { continue }
            if let home { assign(index, to: home) }
            switch deadline {
            case .success(let dueAt):
                effects += start(index, dueAt: dueAt, at: now, by: rules)
            case .failure(let open):
                effects += halt(index, open, by: rules.current)
            }
        }
        return effects
    }

    /// Returns the deadline with extensions, and of several merged incidents the one whose it is;
    /// nil if the rule no longer exists.
    private func extendedDeadline(
        of obligation: Obligation, by rules: PinnedRulebooks
    ) -> (home: Incident.ID?, deadline: Result<Instant, OpenQuestion>)? {
        guard let rule = rules.rule(of: obligation) else { return nil }
        func extended(_ view: Case) -> Result<Instant, OpenQuestion> {
            let known = view.deadline(of: obligation, by: rules)
            return known?.map { view.extended($0, of: obligation) }
                ?? .failure(.bound)
        }
        guard !parts.isEmpty else { return (nil, extended(self)) }
        return ruling(obligation, rule, extended)
    }

    /// Gives an obligation to the unit that must report according to the incident whose deadline
    /// counts.
    private mutating func assign(_ index: Int, to home: Incident.ID) {
        obligations[index].home = home
        if let unit = obligations[index].owners[home] { obligations[index].owing = unit }
    }

    /// Starts an obligation's clock, or moves its deadline.
    mutating func start(
        _ index: Int, dueAt: Instant, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        let before = obligations[index].dueAt
        guard before != dueAt else { return [] }
        obligations[index].dueAt = dueAt
        obligations[index].waitsFor = nil
        let id = obligations[index].id
        // Steps that now lie ahead run again at their time.
        if let timeline = timeline(of: obligations[index], by: rules) {
            for step in timeline.steps {
                let past = timeline.count(step, through: now)
                let spoken = obligations[index].escalation.spoken(step)
                obligations[index].escalation.setSpoken(step, min(spoken, past))
                if past < timeline.count(step) { obligations[index].escalation.isExhausted = false }
            }
        }
        return [before == nil ? .opened(id, dueAt: dueAt) : .moved(id, dueAt: dueAt)]
    }

    /// Stops an obligation's clock because its deadline cannot be calculated.
    private mutating func halt(
        _ index: Int, _ question: OpenQuestion, by rulebook: Rulebook
    ) -> [Effect] {
        let isKnown = question.isSame(as: obligations[index].waitsFor)
        obligations[index].waitsFor = question
        guard !isKnown else { return [] }
        obligations[index].dueAt = nil
        let id = obligations[index].id
        let told =
            question.isForOperators
            ? rulebook.operatorNotices(
                .undecidable, about: id, dueAt: advancedAt, detail: .open(question)) : []
        return [.notStarted(id, waitsFor: question)] + told
    }
}
