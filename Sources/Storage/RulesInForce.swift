package import Calendars

/// The rulebook in force, and the watcher that published it.
package struct RulesInForce: Hashable, Sendable {
    package let digest: String
    /// The generation, which grows with each published rulebook.
    package let generation: Int
    /// The run of the process that published the rulebook.
    package let by: String
    package let at: Instant

    package init(digest: String, generation: Int, by: String, at: Instant) {
        self.digest = digest
        self.generation = generation
        self.by = by
        self.at = at
    }
}
