import Calendars
import Cases
import Deliveries
import Messages
import Rules
import Storage

/// Claimed deliveries as their cases now stand.
struct Sorting: Sendable {
    var candidates: [Candidate] = []
    /// What need not or cannot be sent now.
    var rulings: [Ruling] = []
    /// What must be told to the operators: each once, however often it is looked at.
    var failures: [String] = []
    /// Who was to be told of what they are about, and has not been.
    var untold = UnreachedRecipients()
}

extension Sorting {
    /// Looks at each case again and keeps what is still to be said.
    init(
        _ entries: [OutboxEntry], in snapshot: any StoreSnapshot, at now: Instant,
        by rulebook: Rulebook
    ) throws {
        var cases: [Incident.ID: Case] = [:]
        let claimed = Set(entries.map(\.id))
        for entry in entries {
            let stored = try? entry.delivery()
            let resolved = stored?.resolved(
                by: rulebook, decidedAt: entry.queuedAt, expiresAt: entry.expiresAt)
            guard let delivery = resolved else {
                rulings.append(Ruling(entry.settled(.refused, end: .unreadable(nil))))
                failures.append("delivery \(entry.id) cannot be read any more")
                continue
            }
            for id in delivery.incidents where cases[id] == nil {
                guard let row = try snapshot.caseRow(id) else { continue }
                cases[id] = try? Case(encoded: row.body)
                if cases[id] == nil { failures.append("\(delivery.to): \(id) cannot be read") }
            }
            var about: [Incident.ID: Case] = [:]
            for id in delivery.incidents { about[id] = cases[id] }
            if let id = delivery.incidents.first, about.isEmpty {
                // What it had to say may still be true: somebody must look.
                rulings.append(Ruling(entry.settled(.refused, end: .unreadable(id))))
                continue
            }
            let candidate = Candidate(
                entry: entry, delivery: delivery, cases: about, notes: entry.waits)
            // What was muted is counted when the mute ends, also where it is over by then.
            if delivery.isOver(in: about), !entry.wasMuted {
                rulings.append(Ruling([candidate], .withdrawn, .over))
                continue
            }
            if let moved = delivery.moved(by: rulebook) {
                rulings.append(
                    Ruling([candidate], mergedInto: moved.id, sequel: .instead(moved)))
                continue
            }
            for (id, known) in about where !untold.knows(id) && known.isTold(besides: delivery.to) {
                untold.add(try snapshot.untold(of: id), of: id)
            }
            switch try delivery.sense(in: snapshot, beside: claimed, at: now) {
            case .now: candidates.append(candidate)
            case .later:
                let pause = now + DispatchBounds.endPause
                rulings.append(Ruling(candidate, heldFor: .endPending, until: pause))
            case .none: rulings.append(Ruling([candidate], .withdrawn, .neverTold))
            }
        }
    }
}

extension OutboxEntry {
    /// An outcome without an attempt, for as long as the lease holds.
    func settled(
        _ outcome: Settlement.Outcome, hold: HoldReason? = nil, end: EndReason? = nil,
        mergedInto: Delivery.ID? = nil
    ) -> Settlement {
        Settlement(
            delivery: id, fence: .leased(epoch: epoch), outcome: outcome, hold: hold, end: end,
            mergedInto: mergedInto)
    }
}

extension Delivery {
    /// Whether there is any sense in sending it.
    fileprivate enum Sense {
        case now
        /// That shows when what is under way to the same recipient is settled.
        case later
        case none
    }

    /// Only those who were told are told that it is over.
    ///
    /// What was claimed along with it says by itself whether it is still true: no need to wait.
    fileprivate func sense(
        in snapshot: any StoreSnapshot, beside claimed: Set<ID>, at now: Instant
    ) throws -> Sense {
        guard case .incident(let incident, _) = matter, isAllOver else { return .now }
        let person = to.description
        if try snapshot.wasDelivered(incident: incident, recipient: person, excluding: id) {
            return .now
        }
        let isBeingTold = try snapshot.deliveries(of: incident).contains { history in
            guard history.entry.recipient == person,
                let entry = try snapshot.carrier(of: history.entry), entry.state == .waiting,
                !claimed.contains(entry.id), let lease = entry.lease, lease.until > now,
                let other = try? entry.delivery()
            else { return false }
            return !other.isAllOver
        }
        return isBeingTold ? .later : .none
    }

    /// Whether it says nothing but that something is over.
    var isAllOver: Bool {
        guard case .incident(_, let items) = matter else { return false }
        return items.allSatisfy(\.reason.isEnd)
    }
}

extension StoreSnapshot {
    /// The delivery that says what another has to say: itself, or the one it was put into.
    fileprivate func carrier(of entry: OutboxEntry) throws -> OutboxEntry? {
        var carrier = entry
        // Each is younger than what was put into it, so this ends.
        while carrier.state == .merged {
            guard let id = carrier.mergedInto, let next = try delivery(id)?.entry else {
                return nil
            }
            carrier = next
        }
        return carrier
    }
}
