package import Calendars

/// The rulebooks that cases rest on, as far as a snapshot shows them.
package protocol RulebookReading {
    /// Returns the bytes kept under a rulebook's digest.
    func rulebook(_ digest: String) throws(StoreError) -> [UInt8]?
    /// Returns which rulebook is in force.
    func rulesInForce() throws(StoreError) -> RulesInForce?
}

/// The rulebooks that cases rest on, written.
package protocol RulebookWriting: RulebookReading {
    /// Keeps the documents of a rulebook under their digest; once is enough.
    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) throws(StoreError)
    /// Puts a rulebook in force if the generation in force is the known one, nil being none;
    /// false: another watcher was quicker, and nothing was done.
    func publishRules(
        _ digest: String, after generation: Int?, by owner: String, at: Instant
    ) throws(StoreError) -> Bool
}

extension RulebookReading {
    /// Returns the bytes of the rulebook in force.
    package func rulebookInForce() throws(StoreError) -> [UInt8]? {
        guard let inForce = try rulesInForce() else { return nil }
        return try rulebook(inForce.digest)
    }
}

/// The rulebook in force, and who put it there.
package struct RulesInForce: Hashable, Sendable {
    package let digest: String
    /// Grows with each rulebook that is put in force.
    package let generation: Int
    package let by: String
    package let at: Instant

    package init(digest: String, generation: Int, by: String, at: Instant) {
        self.digest = digest
        self.generation = generation
        self.by = by
        self.at = at
    }
}
