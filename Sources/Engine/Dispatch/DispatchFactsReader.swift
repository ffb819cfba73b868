import Calendars
import Cases
import Deliveries
import Rules
import Storage

/// Reads the facts the stages need about claimed rows, in one snapshot beside the writer.
struct DispatchFactsReader {
    private(set) var deliveries: [LeasedDelivery] = []
    private(set) var facts = DispatchFacts()
    private let snapshot: any StoreSnapshot
    private let now: Instant

    /// Reads all facts about some rows.
    init(_ entries: [OutboxEntry], in snapshot: any StoreSnapshot, at now: Instant) throws {
        self.snapshot = snapshot
        self.now = now
        for entry in entries {
            if let leased = LeasedDelivery(entry) {
                deliveries.append(leased)
            } else {
                facts.unreadableRows.append(.init(entry.id, epoch: entry.epoch))
            }
        }
        try readCases()
        for leased in deliveries {
            try readUnreached(of: leased.delivery)
            if leased.delivery.isAllOver { try readTold(of: leased.delivery) }
        }
    }

    private mutating func readCases() throws {
        let ids = Set(deliveries.flatMap(\.delivery.incidents))
        guard !ids.isEmpty else { return }
        try readCases(ids)
        let merged = facts.cases.compactMapValues(\.mergedInto)
        guard !merged.isEmpty else { return }
        try readCases(Set(merged.values).subtracting(ids))
        // A message about a merged incident goes on under the surviving one.
        for (id, surviving) in merged { facts.cases[id] = facts.cases[surviving] }
    }

    private mutating func readCases(_ ids: Set<Incident.ID>) throws {
        for row in try snapshot.cases(ids.sorted()) {
            if let known = try? incident(of: row) {
                facts.cases[row.incident] = known
            } else {
                facts.unreadableCases.insert(row.incident)
            }
        }
    }

    /// Decodes a case, without its statements if no delivery needs them: there can be many.
    private func incident(of row: CaseRow) throws -> Case {
        guard row.hasParts else { return try snapshot.incident(of: row) }
        let known = try snapshot.incident(of: row, .owed)
        // Statements count for some of several merged incidents only, and sightings alone describe
        // an incident without a record of its own.
        let isDescribed = known.incident != nil || known.subject.bulletin != nil
        guard known.connected.isEmpty, isDescribed else { return try snapshot.incident(of: row) }
        let names = deliveries.contains { leased in
            leased.delivery.items.contains { incident, item in
                guard incident == row.incident else { return false }
                return (known.obligations(of: item) + [known.example(of: item)].compactMap(\.self))
                    .contains { $0.verdict?.report != nil }
            }
        }
        return names ? try snapshot.incident(of: row) : known
    }

    /// Reads the unreached recipients of each incident that also went to other recipients.
    private mutating func readUnreached(of delivery: Delivery) throws {
        for known in facts.cases(of: delivery).values
        where !facts.unreached.knows(known.id) && known.isTold(besides: delivery.to) {
            var people: Set<String> = []
            for id in known.incidents { people.formUnion(try snapshot.unreached(of: id)) }
            if known.incidents.count > 1 { people = try unreached(people, of: known, delivery) }
            facts.unreached.add(people, of: known.id)
        }
    }

    /// Returns those whom no message about any of several merged incidents has reached.
    private func unreached(
        _ people: Set<String>, of known: Case, _ delivery: Delivery
    ) throws -> Set<String> {
        try people.filter { person in
            try !known.incidents.contains {
                try snapshot.wasDelivered(
                    incident: $0, recipient: person, excluding: delivery.id)
            }
        }
    }

    /// Records whether the recipient of a closing message was informed of its incident before, or
    /// is being informed now.
    ///
    /// Deliveries claimed together are checked for truth themselves, so there is no need to wait
    /// for these.
    private mutating func readTold(of delivery: Delivery) throws {
        guard let incident = delivery.incident else { return }
        let recipient = delivery.to.description
        let incidents = facts.cases[incident]?.incidents ?? [incident]
        let isTold = try incidents.contains {
            try snapshot.wasDelivered(incident: $0, recipient: recipient, excluding: delivery.id)
        }
        if isTold {
            facts.toldBefore.insert(delivery.id)
            return
        }
        let claimed = Set(deliveries.map(\.id))
        let isBeingTold = try incidents.flatMap { try snapshot.deliveries(of: $0) }.contains {
            history in
            guard history.entry.recipient == recipient,
                let entry = try carrier(of: history.entry), entry.state == .waiting,
                !claimed.contains(entry.id), let lease = entry.lease, lease.until > now,
                let other = try? entry.delivery()
            else { return false }
            return !other.isAllOver
        }
        if isBeingTold { facts.toldNow.insert(delivery.id) }
    }

    /// Returns the delivery that carries the content of an entry: the entry itself, or the one it
    /// was merged into; nil if unreadable.
    private func carrier(of entry: OutboxEntry) throws -> OutboxEntry? {
        var carrier = entry
        // Each carrier is younger than the deliveries merged into it, so this ends.
        while carrier.state == .merged {
            guard let id = carrier.mergedInto, let next = try snapshot.delivery(id)?.entry else {
                return nil
            }
            carrier = next
        }
        return carrier
    }
}

extension LeasedDelivery {
    /// Reads a row for the stages; nil if its delivery cannot be decoded.
    init?(_ entry: OutboxEntry) {
        guard let delivery = try? entry.delivery() else { return nil }
        self.init(
            delivery, epoch: entry.epoch, attempts: entry.attempts, holds: entry.holds,
            request: entry.request, isUncertain: entry.isUncertain, queuedAt: entry.queuedAt)
    }
}
