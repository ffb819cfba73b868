package import Calendars
import Cases
package import Rules

/// The dispatch decisions about claimed deliveries, as a value: events in, actions out, no side
/// effects.
///
/// The machine tracks the recent results of channels and the batches in flight; storage, transports
/// and composition belong to the engine. Time and randomness are arguments. No state survives a
/// restart: buckets are then full, and circuits closed.
///
/// The path of a notification: a *notice* is decided and becomes a *delivery* in the outbox; a
/// claim makes it a *leased delivery*, which passes the stages; the remaining ones are sent in
/// batches, each as one *message*; the receiving side gives a *receipt* for each delivery, which
/// becomes an *attempt* with an outcome.
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
    /// The batches being sent or settled.
    private var batches: [SendBatch.Number: SendBatch] = [:]
    private var lastNumber = 0

    package init(retry: RetryPolicy = RetryPolicy(), limits: InFlightLimits = InFlightLimits()) {
        self.retry = retry
        circuit = CircuitStage(retry: retry)
        inFlight = InFlightLimiter(limits)
    }

    // MARK: Events

    /// Handles a tick of time or a signal that deliveries are waiting.
    package func tick() -> [DispatchAction] {
        [.claim(inFlight.room)]
    }

    /// Handles a claim, with the leased deliveries and the facts about them from the store.
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

    /// Handles the result of a batch. `jitter` has a number from 0 up to 1 for each delivery and
    /// spreads retries.
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
        if inFlight.answered(batch.cost) { actions.append(.claim(inFlight.room)) }
        return actions
    }

    /// Handles the end of a batch: its attempts are stored, or cannot be.
    package mutating func settled(_ number: SendBatch.Number) -> [DispatchAction] {
        guard let batch = batches.removeValue(forKey: number) else { return [] }
        return inFlight.settle(batch.cost) ? [.claim(inFlight.room)] : []
    }

    // MARK: Claimed

    /// Alerts the operators to unreadable rows and cases, once each.
    private func tellUnreadable(
        among deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) {
        func tell(_ failure: HealthIssue) {
            let operation = Delivery.Operation(kind: .deliveryFailed, finding: failure)
            round.decide(.tell(OperatorAlert(operation, onceIn: .seconds(600))))
        }
        for lease in round.facts.unreadableRows {
            round.decide(.refuse(lease, .unreadable(nil)))
            tell(HealthIssue(.messageUnreadable, [lease.delivery.text]))
        }
        var told: Set<Incident.ID> = []
        for leased in deliveries {
            for id in leased.delivery.incidents
            where round.facts.unreadableCases.contains(id) && told.insert(id).inserted {
                tell(HealthIssue(.incidentUnreadable, ["\(leased.delivery.to)", id.text]))
            }
        }
    }

    /// Makes one batch per group from the deliveries that passed the stages.
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
                cases: round.facts.cases(of: members[0].delivery), unreached: round.unreached,
                by: round.rulebook)
            batches[batch.number] = batch
            inFlight.begin(batch.cost)
            return batch
        }
    }

    // MARK: Answered

    /// The span in which a failing channel is not reported again.
    package static let failingMax = Duration.seconds(30 * 24 * 3_600)

    /// Counts a result for a channel's circuit. The operators are alerted on another channel when
    /// the circuit opens, and when it closes again, even after a restart.
    private mutating func count(
        _ receipts: [Receipt], of batch: SendBatch, at now: Instant
    ) -> [DispatchAction] {
        // One attempt is one trial, for any number of recipients.
        guard let receipt = receipts.first(where: \.isDelivered) ?? receipts.last else { return [] }
        switch circuit.count(receipt, of: batch.channel, at: now) {
        case nil: return []
        case .recovered: return [.announceRecovery(of: batch.channel)]
        case .broke:
            let answer = receipt.answer
            let said = batch.isClassified && answer.isQuoting ? "" : " \(answer.text)"
            let alert = OperatorAlert(
                Delivery.Operation(
                    kind: .channelFailing, detail: "\(batch.channel): \(answer.code)\(said)"),
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
            case .again(let at):
                // A message whose channel fails may take another one that works again by then.
                let probe = circuit.nextProbe(of: leased.delivery.channel, at: now)
                return .again(at: asked == nil ? min(at, probe ?? at) : at)
            case .giveUp: return .expired
            }
        }
    }

    /// Returns the receipt for a channel that could not be opened: deferred, since the channel may
    /// be repaired, or refused if another contact method is available.
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
