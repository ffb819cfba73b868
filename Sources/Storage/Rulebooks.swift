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

extension RulebookReading {
    /// Returns the bytes of the rulebook in force.
    package func rulebookInForce() throws(StoreError) -> [UInt8]? {
        guard let inForce = try rulesInForce() else { return nil }
        return try rulebook(inForce.digest)
    }
}
