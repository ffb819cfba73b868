import Calendars
import Cases
import Rules

/// Lets go what the rates of channels and recipients allow, and holds the rest, or has it combined;
/// nothing is dropped.
///
/// Keeps a token bucket for each rate; all are full after a start. Operators' alerts are looked at
/// first, and first notices of incidents pass every rate.
struct RateStage: DispatchStage {
    private var channels: [Channel.ID: TokenBucket] = [:]
    private var recipients: [RecipientQueue: TokenBucket] = [:]
    private var turns: [Channel.ID: RateTurns] = [:]

    /// The number of buckets of recipients beyond which those that are full again are let go.
    private static let recipientsMax = 1_000
    /// No delivery waits longer before it is looked at again: those before it may have been
    /// reported meanwhile.
    private static let waitMax = Duration.seconds(120)
    private static let waitMin = Duration.milliseconds(50)

    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        prune(at: round.now)
        var queues: [RecipientQueue: [LeasedDelivery]] = [:]
        var order: [RecipientQueue] = []
        let urgent = deliveries.filter(\.delivery.isOperational)
        for leased in urgent + deliveries.filter({ !$0.delivery.isOperational }) {
            let queue = RecipientQueue(of: leased.delivery)
            if queues[queue] == nil { order.append(queue) }
            queues[queue, default: []].append(leased)
        }
        return order.flatMap { queue in
            prepare(queue, at: round.now, by: round.rulebook)
            return pass(queues[queue] ?? [], of: queue, in: &round)
        }
    }

    private mutating func pass(
        _ deliveries: [LeasedDelivery], of queue: RecipientQueue, in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        let isLimited = round.rulebook.channels[queue.channel]?.isLimited ?? false
        let first = deliveries.filter(\.isFirstNotice).map { leased in
            take(queue, at: round.now)
            var leased = leased
            if isLimited { leased.notes.append(.firstNotice) }
            return leased
        }
        let rest = deliveries.filter { !$0.isFirstNotice }
        // What a mute held is combined in any case, and asks for a token then.
        let muted = rest.filter { $0.wasMuted && $0.isCombinable }
        let others = rest.filter { !($0.wasMuted && $0.isCombinable) }
        guard isLimited else { return first + muted + others }
        return first + muted + limit(others, of: queue, in: &round)
    }

    /// Marks what is to be combined where there is less room than there are deliveries; holds what
    /// is left over.
    private mutating func limit(
        _ deliveries: [LeasedDelivery], of queue: RecipientQueue, in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        var combined: [Delivery.ID: Delivery.ID] = [:]
        if deliveries.count > room(queue, at: round.now) {
            let requests = CombineRequest.requests(
                for: deliveries, round.facts.cases, by: round.rulebook)
            for request in requests where request.deliveries.count > 1 {
                for leased in request.deliveries { combined[leased.id] = request.id }
            }
        }
        return deliveries.compactMap { leased in
            var leased = leased
            leased.combinedID = combined[leased.id]
            if leased.combinedID != nil { return leased }
            guard room(queue, at: round.now) > 0 else {
                let turn = turn(of: queue, isUrgent: leased.delivery.isOperational, at: round.now)
                round.decide(.hold(leased, .rate(queue.channel), until: turn))
                return nil
            }
            take(queue, at: round.now)
            turns[queue.channel]?.leave(queue)
            return leased
        }
    }

    /// Returns the instant at which what waits in a queue may leave: all of it together, so that
    /// it becomes one message.
    ///
    /// A queue has a turn on its channel, so that a long line is not read through for every token;
    /// a turn missed by a moment is kept. What waits for a rate of its recipient's only stands in
    /// nobody's way, and operators' alerts wait behind nobody.
    private mutating func turn(
        of queue: RecipientQueue, isUrgent: Bool, at now: Instant
    ) -> Instant {
        var turn = recipients[queue]?.nextToken(at: now) ?? now
        if let bucket = channels[queue.channel], bucket.room(at: now) == 0 {
            let next = bucket.nextToken(at: now)
            turn = max(turn, next)
            if !isUrgent {
                turn = turns[queue.channel, default: RateTurns()].turn(
                    of: queue, from: turn, after: next, every: bucket.rate.interval)
            }
        }
        return min(max(turn, now + Self.waitMin), now + Self.waitMax)
    }

    private func room(_ queue: RecipientQueue, at now: Instant) -> Int {
        [channels[queue.channel], recipients[queue]].compactMap { $0?.room(at: now) }.min()
            ?? Int.max
    }

    private mutating func take(_ queue: RecipientQueue, at now: Instant) {
        _ = channels[queue.channel]?.take(at: now)
        _ = recipients[queue]?.take(at: now)
    }

    /// Makes a full bucket for each rate that the rules now have.
    private mutating func prepare(
        _ queue: RecipientQueue, at now: Instant, by rulebook: Rulebook
    ) {
        let channel = rulebook.channels[queue.channel]
        if channels[queue.channel]?.rate != channel?.rate {
            channels[queue.channel] = channel?.rate.map { TokenBucket($0, at: now) }
            turns[queue.channel] = nil
        }
        if recipients[queue]?.rate != channel?.ratePerRecipient {
            recipients[queue] = channel?.ratePerRecipient.map { TokenBucket($0, at: now) }
        }
        channels[queue.channel]?.heed(now)
        recipients[queue]?.heed(now)
    }

    private mutating func prune(at now: Instant) {
        if recipients.count > Self.recipientsMax {
            recipients = recipients.filter { !$0.value.isFull(at: now) }
        }
        for channel in turns.keys { turns[channel]?.prune(at: now) }
    }
}

extension Channel {
    fileprivate var isLimited: Bool { rate != nil || ratePerRecipient != nil }
}

extension Channel.Rate {
    /// The time from one token to the next.
    fileprivate var interval: Duration { per / messages }
}
