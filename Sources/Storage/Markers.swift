package import Calendars

/// The markers, each a key and an instant until which it holds: what was said and is not to be said
/// again yet, and when a service was last at work.
package protocol MarkerReading {
    /// Returns until when a marker holds or held; nil: it was never set.
    func marker(_ key: String) throws(StoreError) -> Instant?
}

/// The markers, written.
package protocol MarkerWriting: MarkerReading {
    /// Sets a marker, whatever it was before.
    func setMarker(_ key: String, until: Instant) throws(StoreError)
    /// Sets a marker unless it holds at an instant; false: it does, and nothing was done. Of
    /// several watchers that try, one succeeds.
    func claimMarker(
        _ key: String, until: Instant, at now: Instant
    ) throws(StoreError) -> Bool
    /// Lets go of markers that ended before an instant, but for some.
    func forgetMarkers(endedBefore instant: Instant, except keys: [String]) throws(StoreError)
}
