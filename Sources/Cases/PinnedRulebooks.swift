import Calendars
package import Rules

/// The rulebook in force and the older ones that open obligations still depend on.
package struct PinnedRulebooks: Sendable {
    package private(set) var current: Rulebook
    /// The known rulebooks, by digest.
    package private(set) var pinned: [String: Rulebook]

    /// The amounts that a case holds.
    let bounds: CaseBounds

    package init(
        current: Rulebook, pinned: [Rulebook] = [], bounds: CaseBounds = CaseBounds()
    ) {
        self.current = current
        self.bounds = bounds
        self.pinned = [:]
        for rulebook in pinned + [current] { self.pinned[rulebook.digest] = rulebook }
    }

    /// Adds a rulebook for the obligations that depend on it.
    package mutating func add(_ rulebook: Rulebook) {
        pinned[rulebook.digest] = rulebook
    }

    /// Adds the rulebooks of another set.
    package mutating func add(from other: PinnedRulebooks) {
        guard other.pinned.count > pinned.count else { return }
        pinned.merge(other.pinned) { known, _ in known }
    }

    /// Puts another rulebook in force; the old one stays available.
    package mutating func enforce(_ rulebook: Rulebook) {
        current = rulebook
        add(rulebook)
    }

    /// Returns true if the set has a rulebook with this digest.
    package func contains(_ digest: String) -> Bool {
        pinned[digest] != nil
    }

    /// Returns the rulebook that opened an obligation, or the current one if the older one is gone.
    func rulebook(of obligation: Obligation) -> Rulebook {
        // Mostly it is the current one, and comparing is quicker than looking up.
        if obligation.rulebook == current.digest { return current }
        return pinned[obligation.rulebook] ?? current
    }

    /// Returns the rule of an obligation: from the rulebook that opened the obligation, or from the
    /// current rulebook if the older one is gone.
    func rule(of obligation: Obligation) -> ObligationRule? {
        rulebook(of: obligation).rule(obligation.rule)?.obligations.first {
            $0.name == obligation.name
        }
    }

    /// Returns a step of an obligation's policy. Steps count from 1.
    package func step(_ step: Int, for obligation: Obligation) -> EscalationStep? {
        guard let steps = policy(of: obligation)?.steps, steps.indices.contains(step - 1) else {
            return nil
        }
        return steps[step - 1]
    }

    func policy(of obligation: Obligation) -> EscalationPolicy? {
        guard let rule = rule(of: obligation) else { return nil }
        return rulebook(of: obligation).policies[rule.policy]
    }

    func calendars(of obligation: Obligation) -> [WorkCalendar.ID: WorkCalendar] {
        rulebook(of: obligation).calendars
    }

    /// Returns the time zone for the days, months and times of day of an obligation.
    func zone(of obligation: Obligation) -> Zone {
        let rulebook = rulebook(of: obligation)
        return rulebook.rule(obligation.rule)?.zone ?? rulebook.settings.zone
    }
}
