package import Rules

/// The share of the limits that one batch uses while in flight.
package struct InFlightCost: Hashable, Sendable {
    package let channel: Channel.ID
    package let deliveries: Int
    /// True for a batch about Duebell itself.
    package let isOperational: Bool

    package init(channel: Channel.ID, deliveries: Int, isOperational: Bool) {
        self.channel = channel
        self.deliveries = deliveries
        self.isOperational = isOperational
    }
}

/// The capacity for further deliveries beside those in flight.
package struct InFlightRoom: Hashable, Sendable {
    /// The capacity of one channel, in batches.
    package struct OnChannel: Hashable, Sendable {
        /// The channel's own share.
        package let share: Int
        /// The part of the share that is available regardless of the total.
        package let guaranteed: Int
        /// Batches about Duebell itself, in addition to the share.
        package let operational: Int
    }

    /// The total capacity, in deliveries.
    package let total: Int
    /// The capacity of every channel without batches in flight.
    package let idle: OnChannel
    /// The capacity of each other channel.
    package let busy: [Channel.ID: OnChannel]
}

/// A counter of the deliveries in flight that determines how many more may start.
///
/// Busy channels share the total evenly, so that channels that accept and never answer leave
/// capacity for the others. An idle channel always has some capacity.
struct InFlightLimiter: Hashable, Sendable {
    private struct Load: Hashable {
        var batches = 0
        var operational = 0
        /// The number of batches answered but not yet settled.
        var unsettled = 0

        var isIdle: Bool { batches == 0 && operational == 0 && unsettled == 0 }
    }

    let limits: InFlightLimits
    private var loads: [Channel.ID: Load] = [:]
    /// The number of deliveries started and not yet settled.
    private var total = 0

    init(_ limits: InFlightLimits) {
        self.limits = limits
    }

    var room: InFlightRoom {
        let busy = loads.count { $0.value.batches > 0 }
        return InFlightRoom(
            total: max(0, limits.total - total),
            idle: room(beside: Load(), share: share(of: busy + 1)),
            busy: loads.mapValues {
                room(beside: $0, share: share(of: $0.batches > 0 ? busy : busy + 1))
            })
    }

    /// Returns the number of batches that each of `channels` busy channels may have in flight.
    private func share(of channels: Int) -> Int {
        min(limits.perChannel, max(limits.guaranteed, limits.total / max(1, channels)))
    }

    private func room(beside load: Load, share: Int) -> InFlightRoom.OnChannel {
        InFlightRoom.OnChannel(
            share: max(0, share - load.batches),
            guaranteed: max(0, limits.guaranteed - load.batches - load.unsettled),
            operational: max(0, limits.operational - load.operational))
    }

    /// Counts a batch that starts.
    mutating func begin(_ cost: InFlightCost) {
        if cost.isOperational {
            loads[cost.channel, default: Load()].operational += 1
        } else {
            loads[cost.channel, default: Load()].batches += 1
            total += cost.deliveries
        }
    }

    /// Counts a batch that was answered and still has to be settled. Returns true if the channel
    /// now has enough capacity for a claim to be worth its transaction.
    mutating func answered(_ cost: InFlightCost) -> Bool {
        var load = loads[cost.channel] ?? Load()
        let isWorthwhile: Bool
        if cost.isOperational {
            load.operational -= 1
            isWorthwhile = load.operational == limits.operational - 1
        } else {
            load.batches -= 1
            load.unsettled += 1
            let share = share(of: loads.count { $0.value.batches > 0 })
            isWorthwhile = load.batches == 0 || load.batches == share * 3 / 4
        }
        loads[cost.channel] = load.isIdle ? nil : load
        return isWorthwhile
    }

    /// Counts a settled batch. Returns true if a claim is worth its transaction.
    mutating func settle(_ cost: InFlightCost) -> Bool {
        guard !cost.isOperational else { return false }
        var load = loads[cost.channel] ?? Load()
        load.unsettled -= 1
        loads[cost.channel] = load.isIdle ? nil : load
        let before = total
        total -= cost.deliveries
        let worthwhile = limits.total * 3 / 4
        return total == 0 || (before > worthwhile && total <= worthwhile)
    }
}
