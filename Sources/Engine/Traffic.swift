import Rules
import Storage

/// Bounds that belong together: a lease must outlast the longest attempt, or two workers send.
package enum DispatchBounds {
    /// Messages being sent at once, in all and on one channel.
    package static let inFlightMax = 256
    package static let perChannelMax = 64
    /// Messages about Duebell itself being sent at once, beside all others.
    package static let operationalMax = 16
    /// Messages that a channel by which nothing is being sent gets at once in any case.
    package static let idleMax = 4
    /// The longest an attempt may take; transports give up before.
    package static let attemptMax = Duration.seconds(120)
    /// How long what must wait for another message is not looked at again.
    package static let busyPause = Duration.seconds(1)
    package static let lease = Duration.seconds(300)
    /// How long the end of a matter waits for what is just being said of it, before it looks again.
    package static let endPause = Duration.seconds(1)
}

/// How much is being sent, in all and on each channel.
struct Traffic {
    /// What one attempt takes up.
    struct Load: Sendable {
        let channel: Channel.ID
        let count: Int
        /// How many of them are about Duebell itself.
        var operational = 0
    }

    private var operational = 0
    /// Attempts that are not settled, by channel: a channel is idle once it has none.
    private var unsettled: [Channel.ID: Int] = [:]
    private var counts: [Channel.ID: Int] = [:]
    private var total = 0

    /// What may be claimed beside it.
    var room: ClaimRoom {
        ClaimRoom(
            total: max(0, DispatchBounds.inFlightMax - total),
            perChannel: DispatchBounds.perChannelMax,
            channels: Dictionary(
                uniqueKeysWithValues: unsettled.keys.map {
                    ($0, DispatchBounds.perChannelMax - counts[$0, default: 0])
                }),
            idle: DispatchBounds.idleMax,
            operational: max(0, DispatchBounds.operationalMax - operational))
    }

    mutating func add(_ load: Load) {
        counts[load.channel, default: 0] += 1
        unsettled[load.channel, default: 0] += 1
        total += load.count - load.operational
        operational += load.operational
    }

    /// Ends an attempt, which is yet to be settled; true where its channel can take many more.
    mutating func land(_ load: Load) -> Bool {
        let left = counts[load.channel, default: 0] - 1
        counts[load.channel] = left > 0 ? left : nil
        return left == DispatchBounds.perChannelMax * 3 / 4 || left == 0
    }

    /// Lets go of what is settled; true where there is room for many more.
    mutating func remove(_ load: Load) -> Bool {
        let worthwhile = DispatchBounds.inFlightMax * 3 / 4
        let before = total
        let left = unsettled[load.channel, default: 0] - 1
        unsettled[load.channel] = left > 0 ? left : nil
        total -= load.count - load.operational
        operational -= load.operational
        return total == 0 || (before > worthwhile && total <= worthwhile)
    }
}

/// The traffic of one dispatcher, which its attempts share.
///
/// Those who make room are told when that is worth a transaction to fill it.
actor TrafficDesk {
    private(set) var traffic = Traffic()

    func add(_ loads: [Traffic.Load]) {
        for load in loads { traffic.add(load) }
    }

    func land(_ load: Traffic.Load) -> Bool {
        traffic.land(load)
    }

    func remove(_ load: Traffic.Load) -> Bool {
        traffic.remove(load)
    }
}
