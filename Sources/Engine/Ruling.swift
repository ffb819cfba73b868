import Cases
import Logging
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
        case .instead(let other): try enqueueAgain([other])
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
                remark: Settlement.merged(into: id))
            guard try settle(settlement) == .settled else { continue }
            joined.append(delivery)
            if entry.wasMuted { mutedCount += 1 }
        }
        let note =
            mutedCount == 0
            ? "" : rules.current.mutedNote(mutedCount, why: gathering.why, to: settled[0].to)
        guard let bundle = Delivery(joining: joined, note, at: now, as: id) else { return }
        try enqueueAgain([bundle])
    }

    /// What else waits for the same person and goes with it, as far as one message holds it.
    private func others(
        than settled: [Delivery], _ gathering: Ruling.Gathering
    ) throws -> [(OutboxEntry, Delivery)] {
        let known = Set(settled.map(\.id))
        var room = Delivery.partsMax - settled.reduce(0) { $0 + $1.incidents.count }
        var others: [(OutboxEntry, Delivery)] = []
        for entry in try waiting(beside: gathering.entry, limit: Delivery.partsMax) {
            guard let delivery = try? Delivery(encoded: entry.payload),
                !known.contains(delivery.id),
                delivery.isMergeable, !delivery.isFirst || entry.wasMuted, !delivery.isAllOver,
                delivery.incidents.count <= room,
                try kind(of: delivery) == gathering.kind
            else { continue }
            room -= delivery.incidents.count
            others.append((entry, delivery))
        }
        return others
    }

    private func kind(of delivery: Delivery) throws -> Candidate.Kind {
        let hasDrill = try delivery.incidents.contains { try isDrill($0) }
        return Candidate.Kind(via: delivery.via, reach: delivery.reach, isDrill: hasDrill)
    }
}
