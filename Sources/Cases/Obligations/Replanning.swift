package import Calendars
import Rules

/// The move of an open case to the current rules, done only on request.
extension Case {
    /// Returns true if any obligation depends on rules other than the ones in force, or was decided
    /// by an earlier version.
    package func restsOnOldRules(_ rules: PinnedRulebooks) -> Bool {
        decidedAt != nil || pinned.contains { $0 != rules.current.digest }
    }

    /// Moves the obligations to the current rules, as if these had been in force from the start,
    /// and reassesses them. Notices sent stay on record; a new step of the policy may run now.
    ///
    /// Obligations unknown to the current rules are waived while open, and kept with their verdict
    /// otherwise.
    package mutating func replan(
        by person: String, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        decidedAt = nil
        for index in obligations.indices { obligations[index].isPinned = false }
        let before = obligations
        obligations = Obligations()
        var effects: [Effect] = [.replanned(by: person, rulebook: rules.current.digest)]
        effects += open(updateContexts, at: now, by: rules)
        let owed = obligations
        let repinned = before.compactMap { old -> Obligation? in
            // A repeated obligation that is now single corresponds to its first occurrence.
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
        forgetAdditionalNotices(after: effects)
        return effects + fire(at: now, by: rules) + reconsider(at: now, by: rules)
    }

    /// Returns true for an obligation that stays although the current rules do not have it:
    /// bulletins follow their own schedule, and verdicts are final.
    private func keeps(_ old: Obligation, by rules: PinnedRulebooks) -> Bool {
        if case .firing = old.cause { return true }
        return old.verdict != nil
    }

    /// Waives an obligation that the current rules no longer have.
    private mutating func letGo(
        _ old: Obligation, by person: String, at now: Instant, _ rules: PinnedRulebooks
    ) -> [Effect] {
        // Appended for a moment so that `tellIsOver` can notify its earlier recipients.
        obligations.append(old)
        defer { obligations.removeLast() }
        return [.waived(old.id, by: person)]
            + tellIsOver(obligations.endIndex - 1, .waived, at: now, rules)
    }
}

extension Obligation {
    /// Returns the same obligation under other rules, with its notices and verdict so far.
    fileprivate func repinned(like new: Obligation, by rules: PinnedRulebooks) -> Obligation {
        var copy = Obligation(
            rule: rule, name: name, awaiting: awaiting, rulebook: new.rulebook,
            openedAt: openedAt, cause: cause,
            occurrence: new.occurrence == nil ? nil : occurrence ?? 1, owing: new.owing,
            isOwedByEach: isOwedByEach)
        copy.owners = new.owners
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
    /// Carries out a replan request, provided the rules in force are the ones it was made for.
    mutating func apply(_ replan: Replan, at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        guard replan.rules == rules.current.digest else {
            let fault = Fault(
                .unmatched, .otherRules(replan.rules, inForce: rules.current.digest))
            return [.fault(about: FaultSubject(.replan, replan.record).key, fault)]
        }
        return self.replan(by: replan.by, at: now, by: rules)
    }
}
