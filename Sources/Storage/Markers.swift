package import Calendars

/// Read access to the markers, each a key and the instant until which it holds.
///
/// Markers suppress repeated alerts and record when a service was last running.
package protocol MarkerReading {
    /// Returns the instant until which a marker holds or held; nil if never set.
    func marker(_ key: String) throws(StoreError) -> Instant?
}

/// Write access to the markers.
package protocol MarkerWriting: MarkerReading {
    /// Sets a marker, whatever its previous value.
    func setMarker(_ key: String, until: Instant) throws(StoreError)
    /// Sets a marker unless it holds at an instant; returns false if it holds.
    ///
    /// Of several watchers that try, one succeeds.
    func claimMarker(
        _ key: String, until: Instant, at now: Instant
    ) throws(StoreError) -> Bool
    /// Deletes markers that ended before an instant, except the given keys.
    func forgetMarkers(endedBefore instant: Instant, except keys: [String]) throws(StoreError)
}
