package import Cases
package import Rules

/// The rulebook in force, and the older ones that open obligations rest on.
package actor CurrentRules {
    package private(set) var rules: Rulebooks

    package init(_ rules: Rulebooks) {
        self.rules = rules
    }

    /// Puts another rulebook in force; what rests on the old one keeps it.
    package func enforce(_ rulebook: Rulebook) {
        rules.enforce(rulebook)
    }

    /// Keeps at hand the older rulebooks that somebody had to fetch.
    func keep(_ fetched: Rulebooks) {
        rules.add(from: fetched)
    }
}
