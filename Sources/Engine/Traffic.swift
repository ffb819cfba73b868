import Rules

/// Bounds that belong together: a lease must outlast the longest attempt, or two workers send.
package enum DispatchBounds {
    /// Messages being sent at once, in all and on one channel.
    package static let inFlightMax = 256
    package static let perChannelMax = 64
    /// The longest an attempt may take; transports give up before.
    package static let attemptMax = Duration.seconds(120)
    package static let lease = Duration.seconds(300)
    /// How long what finds its channel busy waits before it is looked at again.
    package static let busyPause = Duration.seconds(1)
}

/// How much is being sent, in all and on each channel.
struct Traffic {
    /// What one attempt takes up.
    struct Load: Sendable {
        let channel: Channel.ID
        let count: Int
    }

    private var counts: [Channel.ID: Int] = [:]
    private var total = 0

    var isEmpty: Bool { total == 0 }
    var isFull: Bool { total >= DispatchBounds.inFlightMax }
    var room: Int { max(0, DispatchBounds.inFlightMax - total) }

    func isBusy(_ channel: Channel.ID) -> Bool {
        counts[channel, default: 0] >= DispatchBounds.perChannelMax
    }

    mutating func add(_ load: Load) {
        counts[load.channel, default: 0] += 1
        total += load.count
    }

    mutating func remove(_ load: Load) {
        counts[load.channel, default: 0] -= 1
        total -= load.count
    }
}
