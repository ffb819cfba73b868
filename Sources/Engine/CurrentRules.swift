package import Cases
package import Rules

/// The rulebook in force, and the older rulebooks to which open obligations are pinned.
package actor CurrentRules {
    package private(set) var rules: Rulebooks

    package init(_ rules: Rulebooks) {
        self.rules = rules
    }

    /// Puts another rulebook in force; obligations pinned to the old one keep it.
    package func enforce(_ rulebook: Rulebook) {
        rules.enforce(rulebook)
    }

    /// Adds older rulebooks that a transaction fetched from the store.
    func keep(_ fetched: Rulebooks) {
        rules.add(from: fetched)
    }
}
