package import Calendars

/// Read access to the markers, each a key and the instant until which it holds.
///
/// Markers suppress repeated alerts and record when a service was last running.
package protocol MarkerReading {
    /// Returns the instant until which a marker holds or held; nil if never set.
    func marker(_ key: String) throws(StoreError) -> Instant?
}
