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
    /// What the stages decided about each.
    let remarks: [[String]]

    var load: Traffic.Load { Traffic.Load(channel: entries[0].channel, count: entries.count) }
}

/// What came of one delivery's attempt.
struct Attempted: Sendable {
    let entry: OutboxEntry
    let delivery: Delivery
    let receipt: Receipt
    let remarks: [String]
    let startedAt: Instant
    let endedAt: Instant
    /// From 0 up to 1, so that retries do not come all at once.
    let jitter: Double
}

/// Claimed deliveries as their cases now stand.
struct Sorting: Sendable {
    var candidates: [Candidate] = []
    /// What need not or cannot be sent now.
    var settlements: [Settlement] = []
    /// What must be told to the operators.
    var failures: [String] = []
}

extension Sorting {
    /// Looks at each case again and keeps what is still to be said.
    init(
        _ entries: [OutboxEntry], in snapshot: any StoreSnapshot, owner: String, at now: Instant,
        by rulebook: Rulebook
    ) throws {
        var cases: [Incident.ID: Case] = [:]
        let claimed = Set(entries.map(\.id))
        for entry in entries {
            let stored = try? Delivery(encoded: entry.payload)
            guard let delivery = stored?.resolved(by: rulebook) else {
                settlements.append(entry.settled(.refused, by: owner, "it cannot be read"))
                failures.append("delivery \(entry.id) cannot be read any more")
                continue
            }
            for id in delivery.incidents where cases[id] == nil {
                guard let row = try snapshot.caseRow(id) else { continue }
                cases[id] = try? Case(encoded: row.body)
                if cases[id] == nil { failures.append("\(delivery.to): \(id) cannot be read") }
            }
            if let id = delivery.incident, cases[id] == nil {
                // What it had to say may still be true: somebody must look.
                settlements.append(entry.settled(.refused, by: owner, "\(id) cannot be read"))
                continue
            }
            switch try delivery.sense(in: snapshot, beside: claimed, at: now) {
            case .now:
                var about: [Incident.ID: Case] = [:]
                for id in delivery.incidents { about[id] = cases[id] }
                candidates.append(Candidate(entry: entry, delivery: delivery, cases: about))
            case .later:
                let pause = now + DispatchBounds.endPause
                settlements.append(
                    entry.settled(
                        .deferred(until: pause), by: owner, "another is on its way to them"))
            case .none:
                settlements.append(
                    entry.settled(.withdrawn, by: owner, "they were never told that it was open"))
            }
        }
    }
}

extension Admission {
    /// Puts what passed into parcels, those of one group into one; what is no longer true is
    /// withdrawn.
    mutating func parcels(
        owner: String, at now: Instant, by rulebook: Rulebook
    ) -> [Parcel] {
        var groups: [Message.ID: [Candidate]] = [:]
        var order: [Message.ID] = []
        for candidate in passed {
            if groups[candidate.entry.group] == nil { order.append(candidate.entry.group) }
            groups[candidate.entry.group, default: []].append(candidate)
        }
        return order.compactMap { id in
            let members = groups[id] ?? []
            guard let first = members.first else { return nil }
            let message = Message(
                members.map(\.delivery), of: first.cases, at: now, by: rulebook)
            guard let message else {
                settlements += members.map {
                    $0.entry.settled(.withdrawn, by: owner, "it was over before it was sent")
                }
                return nil
            }
            return Parcel(
                message: message, entries: members.map(\.entry),
                deliveries: members.map(\.delivery),
                remarks: members.map { $0.remarks + $0.clearance(by: rulebook) })
        }
    }
}

extension Candidate {
    /// What the channel may not carry, for those who ask later.
    fileprivate func clearance(by rulebook: Rulebook) -> [String] {
        let channel = rulebook.channels[delivery.channel]
        return delivery.incidents.compactMap { id in
            guard case .masked(let why)? = channel?.clearance(for: cases[id]?.classification) else {
                return nil
            }
            return "its content was left out: \(why)"
        }
    }
}

extension OutboxEntry {
    /// An outcome without an attempt.
    func settled(
        _ outcome: Settlement.Outcome, by owner: String, _ remark: String? = nil
    ) -> Settlement {
        Settlement(delivery: id, owner: owner, outcome: outcome, attempt: nil, remark: remark)
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
