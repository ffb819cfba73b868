import Calendars
import Cases
import Deliveries
import Logging
import Messages
import Rules
import Storage

/// What a stage decided about claimed deliveries that are not sent now, and what follows.
struct Ruling: Sendable {
    /// What goes with the settlement of deliveries, in the same transaction.
    enum Sequel: Sendable {
        case none
        /// They are said in another way.
        case instead(Delivery)
        /// They are said as one, under the id they are merged into, with whatever else waits for
        /// the same person; where they were muted, below a note that says why.
        case together(as: Delivery.ID, Gathering)
        /// They are given up: the next way to the person, or the operators.
        case passOn(Receipt.Answer)
    }

    /// What is put together.
    struct Gathering: Sendable {
        /// The place of one of them in the outbox.
        let entry: OutboxEntry
        let kind: Candidate.Kind
        /// How many of them were muted, and why.
        let mutedCount: Int
        let why: String?
    }

    let deliveries: [Delivery]
    /// One for each.
    let settlements: [Settlement]
    var sequel = Sequel.none
}

extension Ruling {
    /// About one of which nothing but its place in the outbox need be known.
    init(_ settlement: Settlement) {
        self.init(deliveries: [], settlements: [settlement])
    }

    /// About candidates that end, with or without a sequel.
    init(
        _ candidates: [Candidate], _ outcome: Settlement.Outcome, _ end: EndReason?,
        sequel: Sequel = .none
    ) {
        deliveries = candidates.map(\.delivery)
        settlements = candidates.map { $0.entry.settled(outcome, end: end) }
        self.sequel = sequel
    }

    /// About candidates that go out as another.
    init(_ candidates: [Candidate], mergedInto other: Delivery.ID, sequel: Sequel) {
        deliveries = candidates.map(\.delivery)
        settlements = candidates.map { $0.entry.settled(.merged, mergedInto: other) }
        self.sequel = sequel
    }

    /// About a candidate that waits.
    init(_ candidate: Candidate, heldFor reason: HoldReason, until: Instant) {
        deliveries = [candidate.delivery]
        settlements = [candidate.entry.settled(.deferred(until: until), hold: reason)]
    }
}

extension Ruling {
    /// Whether those it is about are not told now, by no other way either.
    var isHoldingBack: Bool {
        guard case .none = sequel else { return false }
        return settlements.contains { $0.outcome != .merged }
    }
}

extension Ledger {
    /// Keeps a ruling; what another worker has meanwhile settled has no sequel.
    mutating func keep(_ ruling: Ruling, logger: Logger) throws {
        if case .instead(let other) = ruling.sequel, try isTaken(other.id) {
            // That way has a fate of its own: this one stays, and is looked at again.
            let channels = ruling.deliveries.map(\.channel)
            _ = try settle(
                zip(ruling.settlements, channels).map { $0.putOff(until: now, on: $1) })
            return
        }
        let outcomes = try settle(ruling.settlements)
        // One that cannot be read is settled, and there is no delivery to go on with.
        let settled = zip(ruling.deliveries, outcomes).filter { $0.1 == .settled }.map(\.0)
        guard !settled.isEmpty else { return }
        switch ruling.sequel {
        case .none: break
        case .instead(let other): try reopen(other)
        case .together(let id, let gathering):
            try keep(settled, gathering, as: id)
        case .passOn(let answer):
            for delivery in settled { try passOn(delivery, after: answer, logger: logger) }
        }
    }
}

extension Ledger {
    /// Keeps what several deliveries say as one, with what else waits for the same person: what
    /// one look at the outbox takes is not all there is.
    private mutating func keep(
        _ settled: [Delivery], _ gathering: Ruling.Gathering, as id: Delivery.ID
    ) throws {
        var joined = settled
        var mutedCount = gathering.mutedCount
        let others = try others(than: settled, gathering)
        let outcomes = try settle(
            others.map { entry, _ in
                Settlement(
                    delivery: entry.id, fence: .unleased(epoch: entry.epoch), outcome: .merged,
                    mergedInto: id)
            })
        for ((entry, delivery), outcome) in zip(others, outcomes) where outcome == .settled {
            joined.append(delivery)
            if entry.wasMuted { mutedCount += 1 }
        }
        let note =
            mutedCount == 0
            ? "" : rules.current.mutedNote(mutedCount, why: gathering.why, to: settled[0].to)
        guard let bundle = Delivery(joining: joined, note, at: now, as: id) else { return }
        try reopen(bundle)
    }

    /// What else waits for the same person and goes with it, as far as one message holds it.
    private mutating func others(
        than settled: [Delivery], _ gathering: Ruling.Gathering
    ) throws -> [(OutboxEntry, Delivery)] {
        let known = Set(settled.map(\.id))
        var room = Delivery.partsMax - settled.reduce(0) { $0 + $1.incidents.count }
        var others: [(OutboxEntry, Delivery)] = []
        for entry in try waiting(beside: gathering.entry, limit: Delivery.partsMax) {
            let stored = try? entry.delivery()
            let resolved = stored?.resolved(
                by: rules.current, decidedAt: entry.queuedAt, expiresAt: entry.expiresAt)
            guard let delivery = resolved, !known.contains(delivery.id), entry.mayBeMerged,
                delivery.isMergeable, !delivery.isFirst || entry.wasMuted, !delivery.isAllOver,
                delivery.incidents.count <= room, try isFree(delivery, as: gathering.kind)
            else { continue }
            room -= delivery.incidents.count
            others.append((entry, delivery))
        }
        return others
    }

    /// Whether nothing holds it back, and it goes with those of a kind.
    private func isFree(_ delivery: Delivery, as kind: Candidate.Kind) throws -> Bool {
        var cases: [Incident.ID: Case] = [:]
        for id in delivery.incidents { cases[id] = try incident(id) }
        let own = Candidate.Kind(
            via: delivery.via, reach: delivery.reach,
            isDrill: cases.values.contains(where: \.isDrill))
        return own == kind
            && !rules.current.mutes.contains { delivery.held(by: $0, cases, at: now) != nil }
    }

    /// Whether a delivery goes out with another, or has been found to be over.
    private mutating func isTaken(_ id: Delivery.ID) throws -> Bool {
        [.merged, .withdrawn].contains(try state(of: id))
    }
}

extension Settlement {
    /// Has the delivery wait a little instead: for its channel, where that was to be gone round.
    fileprivate func putOff(until now: Instant, on channel: Channel.ID) -> Settlement {
        let hold: HoldReason? = if case .rerouted? = end { .circuit(channel) } else { nil }
        return Settlement(
            delivery: delivery, fence: fence,
            outcome: .deferred(until: now + Circuit.firstPause), hold: hold)
    }
}
