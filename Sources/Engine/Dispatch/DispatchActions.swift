import Calendars
import Cases
import Deliveries
import Logging
import Messages
import Rules
import Storage

// The actions of the dispatch machine, carried out in one transaction.
extension CaseTransaction {
    /// Carries out actions: first ends all leases at once, then performs the follow-up of each
    /// action, in order, for the leases that were still held.
    ///
    /// Returns the outcomes of the leases that were still held.
    mutating func carryOut(
        _ actions: [DispatchAction], logger: Logger
    ) throws -> [MessageOutcome] {
        var plan: [(action: DispatchAction, isPossible: Bool, settlements: [Settlement])] = []
        for action in actions {
            let isPossible = try isPossible(action)
            let settlements = action.settlements
            plan.append(
                (
                    action, isPossible,
                    isPossible ? settlements : settlements.map { $0.putOff(for: action, at: now) }
                ))
        }
        var ended: [MessageOutcome] = []
        var outcomes = try settle(plan.flatMap(\.settlements))[...]
        for (action, isPossible, settlements) in plan {
            let isSettled = outcomes.prefix(settlements.count).map { $0 == .settled }
            outcomes = outcomes.dropFirst(settlements.count)
            for ((delivery, settlement), isSettled) in zip(
                zip(action.ended, settlements), isSettled) where isSettled
            {
                ended.append(MessageOutcome(delivery: delivery, settlement: settlement))
            }
            if isPossible { try follow(action, isSettled, logger) }
        }
        return ended
    }

    /// Returns false if the replacement of a delivery was already merged or withdrawn.
    private mutating func isPossible(_ action: DispatchAction) throws -> Bool {
        switch action {
        case .move(_, let other), .reroute(_, let other):
            ![.merged, .withdrawn].contains(try state(of: other.id))
        default: true
        }
    }

    /// Performs the follow-up of an action; `isSettled` is true for each of its leases still held.
    private mutating func follow(
        _ action: DispatchAction, _ isSettled: [Bool], _ logger: Logger
    ) throws {
        switch action {
        case .claim, .send, .hold, .withdraw, .refuse: break
        case .combine(let request):
            let members = zip(request.deliveries, isSettled).filter(\.1).map(\.0)
            if !members.isEmpty { try combine(members, as: request) }
        case .move(_, let other), .reroute(_, let other):
            if isSettled == [true] { try reopen(other) }
        case .expire(let leased, _):
            let said = DeliveryPhrases(.english).hold(.circuit(leased.delivery.channel))
            let answer = Receipt.Answer(code: 0, text: said)
            if isSettled == [true] { try passOn(leased.delivery, after: answer, logger: logger) }
        case .settle(let attempts, _):
            try noteReached(
                by: attempts.filter { $0.outcome == .delivered }.map(\.leased.delivery))
            for (attempt, isSettled) in zip(attempts, isSettled)
            where isSettled && [.refused, .expired].contains(attempt.outcome) {
                try passOn(
                    attempt.leased.delivery, after: attempt.receipt.answer, logger: logger)
            }
        case .tell(let alert): try tell(alert, logger)
        case .announceRecovery(let channel): try announceRecovery(of: channel, logger)
        }
    }

    private mutating func tell(_ alert: OperatorAlert, _ logger: Logger) throws {
        let isSaid = try tell(
            alert.operation, onceIn: alert.onceIn, avoiding: alert.avoiding, about: alert.about)
        guard isSaid else { return }
        logger.warning(
            "operators alerted",
            metadata: [
                "kind": "\(alert.operation.kind.rawValue)",
                "detail": "\(alert.operation.detail)",
            ])
    }

    private mutating func announceRecovery(of channel: Channel.ID, _ logger: Logger) throws {
        let key = Self.key(.channelFailing, channel.text)
        guard try isNoted(key) else { return }
        try forget(key)
        try wake([.circuit], channel: channel)
        try tell(
            Delivery.Operation(kind: .channelRecovered, detail: channel.text), avoiding: channel)
    }

    /// Combines deliveries into one message, with others that wait for the same recipient: one
    /// claim need not have taken all of them.
    private mutating func combine(
        _ members: [LeasedDelivery], as request: CombineRequest
    ) throws {
        let others = try others(than: members, request)
        let outcomes = try settle(
            others.map { other in
                Settlement(
                    delivery: other.id, fence: .unleased(epoch: other.epoch), outcome: .merged,
                    mergedInto: request.id)
            })
        let joined = members + zip(others, outcomes).filter { $0.1 == .settled }.map(\.0)
        let mutedCount = joined.count(where: \.wasMuted)
        let note = Delivery.CombinedMessage.Note.muted(count: mutedCount, why: request.why)
        let combined = Delivery(
            joining: joined.map(\.delivery), muted: mutedCount == 0 ? nil : note, at: now,
            as: request.id)
        if let combined { try reopen(combined) }
    }

    /// Returns the other waiting deliveries to the same recipient that fit into one message.
    private mutating func others(
        than members: [LeasedDelivery], _ request: CombineRequest
    ) throws -> [LeasedDelivery] {
        let known = Set(members.map(\.id))
        var room = Delivery.partsMax - members.reduce(0) { $0 + $1.delivery.incidents.count }
        var others: [LeasedDelivery] = []
        for entry in try waiting(in: members[0].queue, limit: Delivery.partsMax) {
            guard let leased = LeasedDelivery(entry), !known.contains(leased.id) else { continue }
            let other = leased.resolved(by: rules.current)
            let count = other.delivery.incidents.count
            guard count <= room, try isFree(other, to: request) else { continue }
            room -= count
            others.append(other)
        }
        return others
    }

    /// Returns true if nothing keeps a delivery from being combined with others.
    private func isFree(_ other: LeasedDelivery, to request: CombineRequest) throws -> Bool {
        var cases: [Incident.ID: Case] = [:]
        for id in other.delivery.incidents { cases[id] = try incident(id) }
        return request.admits(other, cases, at: now, by: rules.current)
    }
}

extension DispatchAction {
    /// The settlements of the leases that the action ends, one for each delivery in order.
    fileprivate var settlements: [Settlement] {
        switch self {
        case .claim, .send, .tell, .announceRecovery: []
        case .hold(let leased, let reason, let until):
            [leased.settled(.deferred(until: until), hold: reason)]
        case .combine(let request):
            request.deliveries.map { $0.settled(.merged, mergedInto: request.id) }
        case .move(let leased, let other): [leased.settled(.merged, mergedInto: other.id)]
        case .reroute(let leased, let other):
            [leased.settled(.refused, end: .rerouted(to: other.channel))]
        case .withdraw(let ended, let reason): ended.map { $0.settled(.withdrawn, end: reason) }
        case .refuse(let lease, let reason):
            [
                Settlement(
                    delivery: lease.delivery, fence: .leased(epoch: lease.epoch),
                    outcome: .refused, end: reason)
            ]
        case .expire(let leased, let reason): [leased.settled(.expired, end: reason)]
        case .settle(let attempts, _): attempts.map(\.settlement)
        }
    }
}

extension LeasedDelivery {
    fileprivate func settled(
        _ outcome: Settlement.Outcome, hold: HoldReason? = nil, end: EndReason? = nil,
        mergedInto: Delivery.ID? = nil
    ) -> Settlement {
        Settlement(
            delivery: id, fence: .leased(epoch: epoch), outcome: outcome, hold: hold, end: end,
            mergedInto: mergedInto)
    }
}

extension Attempt {
    fileprivate var settlement: Settlement {
        let answer = receipt.answer
        let settled: Settlement.Outcome =
            switch outcome {
            case .delivered: .delivered
            case .again(let at): .deferred(until: at)
            case .refused: .refused
            case .expired: .expired
            }
        return Settlement(
            delivery: leased.id, fence: .leased(epoch: leased.epoch), outcome: settled,
            attempt: AttemptRow(
                startedAt: startedAt, endedAt: endedAt, code: answer.code, text: answer.text,
                notes: notes),
            isUncertain: answer.mayHaveArrived)
    }
}

extension Settlement {
    /// Returns the settlement of a delivery that stays in place and is retried after a pause.
    ///
    /// If it was to be rerouted, its own channel's circuit is the reason.
    fileprivate func putOff(for action: DispatchAction, at now: Instant) -> Settlement {
        var hold: HoldReason?
        if case .reroute(let leased, _) = action { hold = .circuit(leased.delivery.channel) }
        return Settlement(
            delivery: delivery, fence: fence,
            outcome: .deferred(until: now + CircuitBreaker.firstPause), hold: hold)
    }
}
