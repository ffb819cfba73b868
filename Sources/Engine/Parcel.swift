import Calendars
import Cases
import Rules
import Storage

/// Deliveries that say the same and go together in one attempt.
struct Parcel: Sendable {
    let message: Message
    let entries: [OutboxEntry]
    /// In the order of `entries` and of the message's addressees.
    let deliveries: [Delivery]

    var load: Traffic.Load { Traffic.Load(channel: entries[0].channel, count: entries.count) }
}

/// What came of one delivery's attempt.
struct Attempted: Sendable {
    let entry: OutboxEntry
    let delivery: Delivery
    let receipt: Receipt
    let startedAt: Instant
    let endedAt: Instant
    /// From 0 up to 1, so that retries do not come all at once.
    let jitter: Double
}

/// What is to become of claimed deliveries.
struct Sorting: Sendable {
    var parcels: [Parcel] = []
    /// What need not or cannot be sent now.
    var settlements: [Settlement] = []
    /// What must be told to the operators.
    var failures: [String] = []
}

extension Sorting {
    /// Looks at each case again and puts what is still true into parcels.
    init(
        _ entries: [OutboxEntry], in snapshot: any StoreSnapshot, owner: String, at now: Instant,
        by rulebook: Rulebook
    ) throws {
        var groups: [Message.ID: [(entry: OutboxEntry, delivery: Delivery)]] = [:]
        var order: [Message.ID] = []
        var cases: [Incident.ID: Case] = [:]
        let claimed = Set(entries.map(\.id))
        for entry in entries {
            let stored = try? Delivery(encoded: entry.payload)
            guard let delivery = stored?.resolved(by: rulebook) else {
                settlements.append(entry.settled(.refused, by: owner))
                failures.append("delivery \(entry.id) cannot be read any more")
                continue
            }
            if let id = entry.incident, cases[id] == nil, let row = try snapshot.caseRow(id) {
                do {
                    cases[id] = try Case(encoded: row.body)
                } catch {
                    // What it had to say may still be true: somebody must look.
                    settlements.append(entry.settled(.refused, by: owner))
                    failures.append("\(delivery.to) by \(delivery.channel): \(id): \(error)")
                    continue
                }
            }
            switch try delivery.sense(in: snapshot, beside: claimed, at: now) {
            case .now: break
            case .later:
                let pause = now + DispatchBounds.endPause
                settlements.append(entry.settled(.deferred(until: pause), by: owner))
                continue
            case .none:
                settlements.append(entry.settled(.withdrawn, by: owner))
                continue
            }
            if groups[entry.group] == nil { order.append(entry.group) }
            groups[entry.group, default: []].append((entry, delivery))
        }
        for id in order {
            guard let members = groups[id], let first = members.first else { continue }
            let incident = first.entry.incident.flatMap { cases[$0] }
            let message = Message(members.map(\.delivery), of: incident, at: now, by: rulebook)
            guard let message else {
                settlements += members.map { $0.entry.settled(.withdrawn, by: owner) }
                continue
            }
            parcels.append(
                Parcel(
                    message: message, entries: members.map(\.entry),
                    deliveries: members.map(\.delivery)))
        }
    }
}

extension OutboxEntry {
    /// An outcome without an attempt.
    func settled(_ outcome: Settlement.Outcome, by owner: String) -> Settlement {
        Settlement(delivery: id, owner: owner, outcome: outcome, attempt: nil)
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
            let entry = history.entry
            guard entry.recipient == person, entry.state == .waiting, !claimed.contains(entry.id),
                let lease = entry.lease, lease.until > now,
                let other = try? Delivery(encoded: entry.payload)
            else { return false }
            return !other.isAllOver
        }
        return isBeingTold ? .later : .none
    }

    /// Whether it says nothing but that something is over.
    private var isAllOver: Bool {
        guard case .incident(_, let items) = matter else { return false }
        return items.allSatisfy { $0.reason == .met }
    }
}
