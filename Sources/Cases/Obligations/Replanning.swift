package import Calendars
import Rules

/// An open case put under the rules as they now are, which happens only when somebody asks for it.
extension Case {
    /// Whether anything in it rests on rules other than those in force.
    package func restsOnOldRules(_ rules: Rulebooks) -> Bool {
        pinned.contains { $0 != rules.current.digest }
    }

    /// Puts what is owed under the current rules, as if they had been in force from the start, and
    /// judges it anew. What was said stays said; a step that is new to the ladder may speak now.
    ///
    /// What the current rules do not know any more is let off while it is open, and kept as it was
    /// judged where it is not.
    package mutating func replan(
        by person: String, at now: Instant, by rules: Rulebooks
    ) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        let before = obligations
        obligations = Obligations()
        var effects: [Effect] = [.replanned(by: person, rulebook: rules.current.digest)]
        let contexts = (incident?.updates ?? []).map { version, state in
            RuleContext(facts: state, record: state, asOf: version.asOf)
        }
        effects += open(contexts, at: now, by: rules)
        let owed = obligations
        let repinned = before.compactMap { old -> Obligation? in
            // What is owed once now was owed for the first time before.
            guard let new = owed.places(ofSeries: old.series).first.map({ owed[$0] }),
                new.occurrence != nil || old.occurrence ?? 1 == 1
            else { return keeps(old, by: rules) ? old : nil }
            return old.repinned(like: new, by: rules)
        }
        let added = owed.filter { before.places(ofSeries: $0.series).isEmpty }
        obligations = Obligations(repinned + added)
        let kept = Set(obligations.map { "\($0.series) \($0.occurrence ?? 1)" })
        for old in before where !kept.contains("\(old.series) \(old.occurrence ?? 1)") {
            effects += letGo(old, by: person, at: now, rules)
        }
        forgetFollowUps(after: effects)
        return effects + fire(at: now, by: rules) + reconsider(at: now, by: rules)
    }

    /// Bulletins come by their own schedule; what was judged was judged.
    private func keeps(_ old: Obligation, by rules: Rulebooks) -> Bool {
        if case .firing = old.cause { return true }
        return old.verdict != nil
    }

    private mutating func letGo(
        _ old: Obligation, by person: String, at now: Instant, _ rules: Rulebooks
    ) -> [Effect] {
        // It is there for a moment more, for those who were told of it to hear that it is over.
        obligations.append(old)
        defer { obligations.removeLast() }
        return [.waived(old.id, by: person)]
            + tellIsOver(obligations.endIndex - 1, .waived, at: now, rules)
    }
}

extension Obligation {
    /// The same duty under other rules, with what was said and judged so far.
    fileprivate func repinned(like new: Obligation, by rules: Rulebooks) -> Obligation {
        var copy = Obligation(
            rule: rule, name: name, awaiting: awaiting, rulebook: new.rulebook,
            openedAt: openedAt, cause: cause,
            occurrence: new.occurrence == nil ? nil : occurrence ?? 1, owing: new.owing)
        copy.dueAt = dueAt
        copy.waitsFor = waitsFor
        copy.verdict = verdict
        copy.firstReport = firstReport
        copy.waivedBy = waivedBy
        copy.faults = faults
        copy.escalation = escalation
        let (old, now) = (rules.policy(of: self), rules.policy(of: copy))
        guard let now, old != now else { return copy }
        copy.escalation.isExhausted = false
        for (index, step) in now.steps.enumerated() {
            let isSame = old?.steps.indices.contains(index) ?? false && old?.steps[index] == step
            if !isSame { copy.escalation.setSpoken(index, 0) }
        }
        return copy
    }
}

extension Case {
    /// Does what a record asks for, if the rules in force are those it was asked for.
    mutating func apply(_ replan: Replan, at now: Instant, by rules: Rulebooks) -> [Effect] {
        guard replan.rules == rules.current.digest else {
            let fault = Fault(
                .unmatched, "for rules \(replan.rules); in force are \(rules.current.digest)")
            return [.fault(about: "replan \(replan.record)", fault)]
        }
        return self.replan(by: replan.by, at: now, by: rules)
    }
}
