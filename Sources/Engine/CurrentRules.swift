package import Cases
package import Rules

/// The rulebook in force, and the older rulebooks to which open obligations are pinned.
package actor CurrentRules {
    package private(set) var rules: PinnedRulebooks
    /// The generation in the store of the rules in force; nil if not known.
    package private(set) var generation: Int?

    package init(_ rules: PinnedRulebooks) {
        self.rules = rules
    }

    /// Puts another rulebook in force; obligations pinned to the old one keep it.
    package func enforce(_ rulebook: Rulebook) {
        rules.enforce(rulebook)
    }

    /// Records the generation of the rules in force.
    package func note(generation: Int?) {
        self.generation = generation
    }

    /// Adds older rulebooks that a transaction fetched from the store.
    func keep(_ fetched: [Rulebook]) {
        for rulebook in fetched { rules.add(rulebook) }
    }

    /// Lets go of the rulebooks without an obligation in a set of digests, except the one in force.
    func keepOnly(_ digests: Set<String>) {
        let kept = rules.pinned.values.filter { digests.contains($0.digest) }
        guard kept.count + 1 < rules.pinned.count || !digests.contains(rules.current.digest) else {
            return
        }
        rules = PinnedRulebooks(current: rules.current, pinned: kept)
    }
}
