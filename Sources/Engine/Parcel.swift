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
        for entry in entries {
            guard let delivery = try? Delivery(encoded: entry.payload) else {
                settlements.append(entry.settled(.refused, by: owner))
                failures.append("delivery \(entry.id) cannot be read any more")
                continue
            }
            if let id = entry.incident, cases[id] == nil, let row = try snapshot.caseRow(id) {
                cases[id] = try? Case(encoded: row.body)
            }
            guard try delivery.isWanted(in: snapshot) else {
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
    /// Whether there is any sense in it: only those who were told are told that it is over.
    fileprivate func isWanted(in snapshot: any StoreSnapshot) throws -> Bool {
        guard case .incident(let incident, let items) = matter,
            items.allSatisfy({ $0.reason == .met })
        else { return true }
        return try snapshot.wasDelivered(
            incident: incident, recipient: to.description, excluding: id)
    }
}
