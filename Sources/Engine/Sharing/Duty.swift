package import Rules

/// A piece of work that one of several watchers does at a time.
package enum Duty: Hashable, Sendable {
    /// Looking for late work, and the heartbeat.
    case watchdog
    /// Removing what is old.
    case retention
    /// Sending on a channel whose rate is limited, since each watcher counts its own messages.
    case channel(Channel.ID)

    var name: String {
        switch self {
        case .watchdog: "watchdog"
        case .retention: "retention"
        case .channel(let id): "channel:" + id.text
        }
    }
}
