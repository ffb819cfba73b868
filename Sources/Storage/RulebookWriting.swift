package import Calendars

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
