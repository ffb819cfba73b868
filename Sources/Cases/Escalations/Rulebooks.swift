import Calendars
package import Rules

/// The rulebook in force and those that open obligations still rest on.
package struct Rulebooks: Sendable {
    package private(set) var current: Rulebook
    /// By digest.
    package private(set) var pinned: [String: Rulebook]

    package init(current: Rulebook, pinned: [Rulebook] = []) {
        self.current = current
        self.pinned = [:]
        for rulebook in pinned + [current] { self.pinned[rulebook.digest] = rulebook }
    }

    /// Has a further rulebook at hand for the obligations that rest on it.
    package mutating func add(_ rulebook: Rulebook) {
        pinned[rulebook.digest] = rulebook
    }

    /// Has those at hand that another has.
    package mutating func add(from other: Rulebooks) {
        guard other.pinned.count > pinned.count else { return }
        pinned.merge(other.pinned) { known, _ in known }
    }

    /// Puts another rulebook in force; the old one stays at hand.
    package mutating func enforce(_ rulebook: Rulebook) {
        current = rulebook
        add(rulebook)
    }

    /// Whether a rulebook of this digest is at hand.
    package func contains(_ digest: String) -> Bool {
        pinned[digest] != nil
    }

    /// The rulebook an obligation rests on, or the one in force where that is not at hand.
    private func rulebook(of obligation: Obligation) -> Rulebook {
        // Mostly it is the one in force, and to compare is quicker than to look up.
        if obligation.rulebook == current.digest { return current }
        return pinned[obligation.rulebook] ?? current
    }

    /// The rule an obligation rests on: as it was pinned, or else as it reads now.
    func rule(of obligation: Obligation) -> ObligationRule? {
        rulebook(of: obligation).rule(obligation.rule)?.obligations.first {
            $0.name == obligation.name
        }
    }

    /// When a step of an obligation speaks, counted from 1, as its policy says.
    package func start(of step: Int, for obligation: Obligation) -> EscalationStep.Start? {
        guard let steps = policy(of: obligation)?.steps, steps.indices.contains(step - 1) else {
            return nil
        }
        return steps[step - 1].start
    }

    func policy(of obligation: Obligation) -> EscalationPolicy? {
        guard let rule = rule(of: obligation) else { return nil }
        return rulebook(of: obligation).policies[rule.policy]
    }

    func calendars(of obligation: Obligation) -> [WorkCalendar.ID: WorkCalendar] {
        rulebook(of: obligation).calendars
    }

    /// The zone that days, months and times of day of an obligation are those of.
    func zone(of obligation: Obligation) -> Zone {
        let rulebook = rulebook(of: obligation)
        return rulebook.rule(obligation.rule)?.zone ?? rulebook.settings.zone
    }
}
