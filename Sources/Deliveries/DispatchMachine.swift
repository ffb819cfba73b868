package import Calendars
import Cases
package import Rules

/// The decisions about claimed deliveries, as a value: events in, actions out, nothing else.
///
/// The machine keeps what the channels did lately and what is being sent; the store, the transports
/// and the composing are the engine's. Time and chance are arguments. Nothing of it is kept over a
/// restart: buckets are full then, and circuits closed.
///
/// The way of one notification: a *notice* is decided and becomes a *delivery* in the outbox; a
/// claim makes it a *leased delivery*, which passes the stages; what is left of a claim is sent in
/// batches, each as one *message*; the far side gives a *receipt* for each delivery, which becomes
/// an *attempt* with what follows from it.
package struct DispatchMachine: Sendable {
    // The stages, in the order in which claimed deliveries pass them.
    private var freshness = FreshnessStage()
    private var drill = DrillStage()
    private var mute = MuteStage()
    private var circuit: CircuitStage
    private var rate = RateStage()
    private var combine = CombineStage()
    private var clearance = ClearanceStage()

    private let retry: RetryPolicy
    private var inFlight: InFlightLimiter
    /// The batches that are sent or settled at this time.
    private var batches: [SendBatch.Number: SendBatch] = [:]
    private var lastNumber = 0

    package init(retry: RetryPolicy = RetryPolicy(), limits: InFlightLimits = InFlightLimits()) {
        self.retry = retry
        circuit = CircuitStage(retry: retry)
        inFlight = InFlightLimiter(limits)
    }

    // MARK: Events

    /// Handles the passing of time, or the news that there is something to send.
    package func tick() -> [DispatchAction] {
        [.claim(inFlight.room)]
    }

    /// Handles a claim: deliveries were leased, and the store was asked about them.
    package mutating func claimed(
        _ deliveries: [LeasedDelivery], _ facts: DispatchFacts, at now: Instant,
        by rulebook: Rulebook
    ) -> [DispatchAction] {
        var round = DispatchRound(facts, at: now, by: rulebook)
        tellUnreadable(among: deliveries, in: &round)
        var left = deliveries
        left = freshness.pass(left, in: &round)
        left = drill.pass(left, in: &round)
        left = mute.pass(left, in: &round)
        left = circuit.pass(left, in: &round)
        left = rate.pass(left, in: &round)
        left = combine.pass(left, in: &round)
        left = clearance.pass(left, in: &round)
        return round.actions + begin(left, after: round).map { .send($0) }
    }

    /// Handles the answer to a batch; `jitter` has a number from 0 up to 1 for each delivery, so
    /// that retries do not come all at once.
    package mutating func answered(
        _ number: SendBatch.Number, _ result: SendResult, jitter: [Double], by rulebook: Rulebook
    ) -> [DispatchAction] {
        guard let batch = batches[number] else { return [] }
        var actions: [DispatchAction]
        switch result.answer {
        case .over: actions = [.withdraw(batch.deliveries, .over), .settle([], of: number)]
        case .answered(let receipts):
            actions = count(receipts, of: batch, at: result.endedAt)
            actions.append(
                .settle(attempts(batch, receipts, result, jitter, by: rulebook), of: number))
        case .unopened(let why):
            let receipts = batch.deliveries.map {
                Self.receipt(for: $0.delivery, unopened: why, at: result.startedAt, by: rulebook)
            }
            actions = [.settle(attempts(batch, receipts, result, jitter, by: rulebook), of: number)]
        }
        if inFlight.land(batch.cost) { actions.append(.claim(inFlight.room)) }
        return actions
    }

    /// Handles the end of a batch: its attempts are durable, or cannot be kept.
    package mutating func settled(_ number: SendBatch.Number) -> [DispatchAction] {
        guard let batch = batches.removeValue(forKey: number) else { return [] }
        return inFlight.settle(batch.cost) ? [.claim(inFlight.room)] : []
    }

    // MARK: Claimed

    /// Tells the operators of rows and cases that cannot be read, each once.
    private func tellUnreadable(
        among deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) {
        func tell(_ failure: String) {
            round.decide(.tell(OperatorAlert(.deliveryFailed, failure, onceIn: .seconds(600))))
        }
        for lease in round.facts.unreadableRows {
            round.decide(.refuse(lease, .unreadable(nil)))
            tell("delivery \(lease.delivery) cannot be read any more")
        }
        var told: Set<Incident.ID> = []
        for leased in deliveries {
            for id in leased.delivery.incidents
            where round.facts.unreadableCases.contains(id) && told.insert(id).inserted {
                tell("\(leased.delivery.to): \(id) cannot be read")
            }
        }
    }

    /// Makes batches of what passed the stages, one for each group.
    private mutating func begin(
        _ deliveries: [LeasedDelivery], after round: DispatchRound
    ) -> [SendBatch] {
        var groups: [Delivery.GroupID: [LeasedDelivery]] = [:]
        var order: [Delivery.GroupID] = []
        for leased in deliveries {
            let group = leased.delivery.group
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(leased)
        }
        return order.compactMap { groups[$0] }.map { members in
            lastNumber += 1
            let batch = SendBatch(
                number: lastNumber, deliveries: members,
                cases: round.facts.cases(of: members[0].delivery), unreached: round.unreached)
            batches[batch.number] = batch
            inFlight.begin(batch.cost)
            return batch
        }
    }

    // MARK: Answered

    /// The span in which a channel that goes on failing is not told of again.
    private static let failingMax = Duration.seconds(30 * 24 * 3_600)

    /// Counts for the circuit of a channel; the operators hear, by another channel, when it opens
    /// and when it is closed again, also over a restart.
    private mutating func count(
        _ receipts: [Receipt], of batch: SendBatch, at now: Instant
    ) -> [DispatchAction] {
        // One attempt is one trial, however many it was addressed to.
        guard let receipt = receipts.first(where: \.isDelivered) ?? receipts.last else { return [] }
        switch circuit.count(receipt, of: batch.channel, at: now) {
        case nil: return []
        case .recovered: return [.announceRecovery(of: batch.channel)]
        case .broke:
            let answer = receipt.answer
            let said = batch.isClassified && answer.isQuoting ? "" : " \(answer.text)"
            let alert = OperatorAlert(
                .channelFailing, "\(batch.channel): \(answer.code)\(said)",
                onceIn: Self.failingMax, avoiding: batch.channel, about: batch.channel.text)
            return [.tell(alert)]
        }
    }

    private func attempts(
        _ batch: SendBatch, _ receipts: [Receipt], _ result: SendResult, _ jitter: [Double],
        by rulebook: Rulebook
    ) -> [Attempt] {
        zip(batch.deliveries.indices, receipts).map { place, receipt in
            let leased = batch.deliveries[place]
            let chance = jitter.indices.contains(place) ? jitter[place] : 0
            return Attempt(
                leased, receipt,
                outcome(of: leased, receipt, at: result.endedAt, chance, by: rulebook),
                notes: leased.notes + result.notes, startedAt: result.startedAt,
                endedAt: result.endedAt)
        }
    }

    private func outcome(
        of leased: LeasedDelivery, _ receipt: Receipt, at now: Instant, _ jitter: Double,
        by rulebook: Rulebook
    ) -> Attempt.Outcome {
        switch receipt {
        case .delivered: return .delivered
        case .refused: return .refused
        case .deferred(_, let asked):
            let decision = retry.decide(
                leased.delivery, attempts: leased.attempts + 1, asked: asked, at: now,
                jitter: jitter, by: rulebook)
            switch decision {
            case .again(let at): return .again(at: at)
            case .giveUp: return .expired
            }
        }
    }

    /// A channel that cannot be opened may be mended; whoever can be reached otherwise need not
    /// wait for that.
    private static func receipt(
        for delivery: Delivery, unopened why: String, at now: Instant, by rulebook: Rulebook
    ) -> Receipt {
        let answer = Receipt.Answer(code: 0, text: why)
        return delivery.failover(at: now, by: rulebook) == nil
            ? .deferred(answer, after: nil) : .refused(answer)
    }
}

extension Receipt {
    fileprivate var isDelivered: Bool {
        if case .delivered = self { true } else { false }
    }
}
