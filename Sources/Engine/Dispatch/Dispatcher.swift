import Calendars
import Deliveries
import Rules
import Storage

/// The dispatch machine of one worker, shared by its attempts, with its random numbers and claims.
actor Dispatcher {
    private let owner: String
    private var machine: DispatchMachine
    private var chance: any RandomNumberGenerator & Sendable
    private var claims = 0

    /// Creates a machine; `owner` names the worker in its leases.
    init(
        owner: String, retry: RetryPolicy, limits: InFlightLimits,
        chance: any RandomNumberGenerator & Sendable
    ) {
        self.owner = owner
        self.chance = chance
        machine = DispatchMachine(retry: retry, limits: limits)
    }

    /// Returns the claim that the machine wants now, under a unique token; nil for none.
    ///
    /// Nothing is claimed on the channels that another watcher has.
    func claim(at now: Instant, until end: Instant, except others: Set<Channel.ID>) -> Claim? {
        for case .claim(let room) in machine.tick() {
            claims += 1
            let token = "\(owner)/\(now.milliseconds)/\(claims)"
            var claimed = ClaimRoom(room)
            for channel in others { claimed.close(channel) }
            return Claim(claimed, by: owner, token: token, at: now, until: end)
        }
        return nil
    }

    func claimed(
        _ deliveries: [LeasedDelivery], _ facts: DispatchFacts, at now: Instant,
        by rulebook: Rulebook
    ) -> [DispatchAction] {
        machine.claimed(deliveries, facts, at: now, by: rulebook)
    }

    func answered(
        _ batch: SendBatch, _ result: SendResult, by rulebook: Rulebook
    ) -> [DispatchAction] {
        let jitter = batch.deliveries.map { _ in roll() }
        return machine.answered(batch.number, result, jitter: jitter, by: rulebook)
    }

    func settled(_ batch: SendBatch) -> [DispatchAction] {
        machine.settled(batch.number)
    }

    private func roll() -> Double {
        Double.random(in: 0..<1, using: &chance)
    }
}

extension ClaimRoom {
    fileprivate init(_ room: InFlightRoom) {
        self.init(
            total: room.total, perChannel: room.idle.share,
            channels: room.busy.mapValues(\.share), idle: room.idle.guaranteed,
            always: room.busy.mapValues(\.guaranteed), operational: room.idle.operational,
            operationalLeft: room.busy.mapValues(\.operational))
    }

    /// Leaves no room on a channel.
    fileprivate mutating func close(_ channel: Channel.ID) {
        channels[channel] = 0
        always[channel] = nil
        operationalLeft[channel] = 0
    }
}
