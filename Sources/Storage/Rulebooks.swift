package import Calendars

/// Read access to the rulebooks to which cases are pinned.
package protocol RulebookReading {
    /// Returns the bytes stored under a rulebook's digest.
    func rulebook(_ digest: String) throws(StoreError) -> [UInt8]?
    /// Returns the reference to the rulebook in force.
    func rulesInForce() throws(StoreError) -> RulesInForce?
    /// Returns the digests of the stored rulebooks that were saved before an instant.
    func rulebookDigests(savedBefore instant: Instant) throws(StoreError) -> [String]
}

/// Write access to the rulebooks to which cases are pinned.
package protocol RulebookWriting: RulebookReading {
    /// Stores the documents of a rulebook under their digest; has no effect if already stored.
    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) throws(StoreError)
    /// Puts a rulebook in force if the generation in force is the expected one, nil for none.
    ///
    /// Returns false if another watcher was faster; then nothing was done.
    func publishRules(
        _ digest: String, after generation: Int?, by owner: String, at: Instant
    ) throws(StoreError) -> Bool
    /// Removes rulebooks, except the one in force; returns their number.
    func removeRulebooks(_ digests: [String]) throws(StoreError) -> Int
}

extension RulebookReading {
    /// Returns the bytes of the rulebook in force.
    package func rulebookInForce() throws(StoreError) -> [UInt8]? {
        guard let inForce = try rulesInForce() else { return nil }
        return try rulebook(inForce.digest)
    }
}

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
