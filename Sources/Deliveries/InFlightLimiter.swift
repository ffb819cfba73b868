package import Rules

/// The share of the bounds that one batch takes up while it is being sent.
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

/// The room for more deliveries beside those being sent.
package struct InFlightRoom: Hashable, Sendable {
    /// The room on one channel, in batches.
    package struct OnChannel: Hashable, Sendable {
        /// Its own share.
        package let share: Int
        /// The part of the share that is there whatever the total.
        package let guaranteed: Int
        /// Batches about Duebell itself, beside the share.
        package let operational: Int
    }

    /// Deliveries in all.
    package let total: Int
    /// The room on every channel by which nothing is being sent.
    package let idle: OnChannel
    /// The room on each other channel.
    package let busy: [Channel.ID: OnChannel]
}

/// The count of what is being sent, and so of what may be.
///
/// Busy channels share the total evenly, so that channels which accept and never answer leave room
/// for the others; a channel by which nothing is being sent always finds some.
struct InFlightLimiter: Hashable, Sendable {
    private struct Load: Hashable {
        var batches = 0
        var operational = 0
        /// Batches that were answered and are not settled yet.
        var unsettled = 0

        var isIdle: Bool { batches == 0 && operational == 0 && unsettled == 0 }
    }

    let limits: InFlightLimits
    private var loads: [Channel.ID: Load] = [:]
    /// Deliveries that were begun and are not settled yet.
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

    /// The batches that each of so many busy channels may have in flight.
    private func share(of channels: Int) -> Int {
        min(limits.perChannel, max(limits.guaranteed, limits.total / max(1, channels)))
    }

    private func room(beside load: Load, share: Int) -> InFlightRoom.OnChannel {
        InFlightRoom.OnChannel(
            share: max(0, share - load.batches),
            guaranteed: max(0, limits.guaranteed - load.batches - load.unsettled),
            operational: max(0, limits.operational - load.operational))
    }

    /// Counts a batch that is begun.
    mutating func begin(_ cost: InFlightCost) {
        if cost.isOperational {
            loads[cost.channel, default: Load()].operational += 1
        } else {
            loads[cost.channel, default: Load()].batches += 1
            total += cost.deliveries
        }
    }

    /// Counts a batch that was answered, and is yet to be settled; returns whether its channel has
    /// room for so many more that a claim is worth its transaction.
    mutating func land(_ cost: InFlightCost) -> Bool {
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

    /// Counts a batch that is settled; returns whether a claim is worth its transaction.
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
