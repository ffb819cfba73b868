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
        for (id, known) in facts.cases(of: delivery)
        where !facts.unreached.knows(id) && known.isTold(besides: delivery.to) {
            facts.unreached.add(try snapshot.unreached(of: id), of: id)
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
        if try snapshot.wasDelivered(
            incident: incident, recipient: recipient, excluding: delivery.id)
        {
            facts.toldBefore.insert(delivery.id)
            return
        }
        let claimed = Set(deliveries.map(\.id))
        let isBeingTold = try snapshot.deliveries(of: incident).contains { history in
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
