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
        /// They are said as one, under an id their remark names, with whatever else waits for the
        /// same person; where they were muted, below a note that says why.
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

    init(
        _ candidates: [Candidate], _ outcome: Settlement.Outcome, _ why: String, by owner: String,
        sequel: Sequel = .none
    ) {
        deliveries = candidates.map(\.delivery)
        settlements = candidates.map { candidate in
            // What goes out with another is settled for good: why it waited is kept with that.
            let waited = outcome == .merged ? candidate.entry.remark : nil
            return candidate.entry.settled(
                outcome, by: owner, ([why] + [waited].compactMap(\.self)).joined(separator: "; "))
        }
        self.sequel = sequel
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
            for settlement in ruling.settlements { _ = try settle(settlement.putOff(until: now)) }
            return
        }
        var settled: [Delivery] = []
        for (place, settlement) in ruling.settlements.enumerated() {
            guard try settle(settlement) == .settled else { continue }
            if ruling.deliveries.indices.contains(place) {
                settled.append(ruling.deliveries[place])
            }
        }
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
        for (entry, delivery) in try others(than: settled, gathering) {
            let settlement = Settlement(
                delivery: entry.id, owner: nil, outcome: .merged, attempt: nil,
                remark: Settlement.merged(into: id) + (entry.remark.map { "; \($0)" } ?? ""))
            guard try settle(settlement) == .settled else { continue }
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
    private func others(
        than settled: [Delivery], _ gathering: Ruling.Gathering
    ) throws -> [(OutboxEntry, Delivery)] {
        let known = Set(settled.map(\.id))
        var room = Delivery.partsMax - settled.reduce(0) { $0 + $1.incidents.count }
        var others: [(OutboxEntry, Delivery)] = []
        for entry in try waiting(beside: gathering.entry, limit: Delivery.partsMax) {
            let stored = try? Delivery(encoded: entry.payload)
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
    private func isTaken(_ id: Delivery.ID) throws -> Bool {
        [.merged, .withdrawn].contains(try state(of: id))
    }
}

extension Settlement {
    /// The same delivery, which waits a little instead.
    fileprivate func putOff(until now: Instant) -> Settlement {
        Settlement(
            delivery: delivery, owner: owner, outcome: .deferred(until: now + CircuitBreaker.firstPause),
            attempt: nil, remark: remark)
    }
}
