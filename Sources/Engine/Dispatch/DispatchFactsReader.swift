import Calendars
import Cases
import Deliveries
import Rules
import Storage

/// Reads what the stages must know of claimed rows, in one look beside the writer.
struct DispatchFactsReader {
    private(set) var deliveries: [LeasedDelivery] = []
    private(set) var facts = DispatchFacts()
    private let snapshot: any StoreSnapshot
    private let now: Instant

    /// Reads everything there is to know of some rows.
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
            if let known = try? Case(encoded: row.body) {
                facts.cases[row.incident] = known
            } else {
                facts.unreadableCases.insert(row.incident)
            }
        }
    }

    /// Reads who was to be told of the incidents in vain, where anybody else was.
    private mutating func readUnreached(of delivery: Delivery) throws {
        for (id, known) in facts.cases(of: delivery)
        where !facts.unreached.knows(id) && known.isTold(besides: delivery.to) {
            facts.unreached.add(try snapshot.untold(of: id), of: id)
        }
    }

    /// Reads whether the recipient of the end of a matter was told of it, or is being told now.
    ///
    /// What was claimed along with it says by itself whether it is still true: no need to wait.
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

    /// Returns the delivery that says what another has to say: itself, or the one it went into.
    private func carrier(of entry: OutboxEntry) throws -> OutboxEntry? {
        var carrier = entry
        // Each is younger than what was put into it, so this ends.
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
    /// A row as the stages see it; nil where its delivery cannot be read.
    init?(_ entry: OutboxEntry) {
        guard let delivery = try? entry.delivery() else { return nil }
        self.init(
            delivery, epoch: entry.epoch, attempts: entry.attempts, holds: entry.holds,
            request: entry.request, isUncertain: entry.isUncertain, queuedAt: entry.queuedAt)
    }
}
