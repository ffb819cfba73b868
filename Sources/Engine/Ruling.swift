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
        /// They are said as one, under an id their remark names, below a note.
        case together(as: Delivery.ID, note: String)
        /// They are given up: the next way to the person, or the operators.
        case passOn(Receipt.Answer)
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
        case .together(let id, let note):
            let bundle = Delivery(joining: settled, note, at: now, as: id)
            try enqueueAgain([bundle].compactMap(\.self))
        case .passOn(let answer):
            for delivery in settled { try passOn(delivery, after: answer, logger: logger) }
        }
    }
}
