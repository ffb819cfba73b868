/// The keys of the markers that tell how the watcher runs.
package enum MarkerKey {
    /// The key of the marker for the scheduler's last activity.
    package static let alive = "alive"
    /// The key of the marker for the start of the last watcher.
    package static let started = "started"

    /// Returns the key of the marker that holds while a channel fails.
    package static func failing(_ channel: String) -> String { "channel-failing " + channel }
}
