import Calendars
import Cases
import Rules

/// The stage that enforces the rate limits of channels and recipients. Excess deliveries are held
/// or combined, never dropped.
///
/// Keeps a token bucket for each rate; all are full after a start. Alerts to operators come first,
/// and first notices of incidents are exempt.
struct RateStage: DispatchStage {
    private var channels: [Channel.ID: TokenBucket] = [:]
    private var recipients: [RecipientQueue: TokenBucket] = [:]
    private var turns: [Channel.ID: RateTurns] = [:]

    /// The number of recipient buckets above which full ones are discarded.
    private static let recipientsMax = 1_000
    /// The longest hold before a delivery is checked again: deliveries ahead may have been
    /// withdrawn because a report arrived.
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
            return isLimited ? leased.noting(.firstNotice) : leased
        }
        let rest = deliveries.filter { !$0.isFirstNotice }
        // Muted deliveries are combined in any case, and take a token then.
        let muted = rest.filter { $0.wasMuted && $0.isCombinable }
        let others = rest.filter { !($0.wasMuted && $0.isCombinable) }
        guard isLimited else { return first + muted + others }
        return first + muted + limit(others, of: queue, in: &round)
    }

    /// Marks deliveries for combination if there are more than the rate allows; holds the remaining
    /// ones.
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
            if let id = combined[leased.id] { return leased.combined(as: id) }
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

    /// Returns the instant at which a queue's waiting deliveries may be sent, all together, so that
    /// they become one message.
    ///
    /// Each queue has a turn on its channel, so that a long line is not read again for every token;
    /// a turn missed by a moment is kept. Queues limited only by their recipient's rate block no
    /// other queue, and alerts to operators wait behind none.
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

    /// Creates a full bucket for each new or changed rate in the rules.
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
    /// True if the rate of its messages is limited.
    package var isLimited: Bool { rate != nil || ratePerRecipient != nil }
}

extension Channel.Rate {
    /// The time from one token to the next.
    fileprivate var interval: Duration { per / messages }
}
