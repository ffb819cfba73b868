package import Calendars

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
