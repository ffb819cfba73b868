internal import Calendars
internal import Cases
import Deliveries
internal import GRDB
internal import Rules

// The outbox, written.
extension SQLiteSession {
    func enqueue(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        let changed = try execute(
            "enqueue delivery \(entry.id)",
            """
            INSERT INTO outbox (id, message, channel, address, recipient, incident, decided_at,
                due_at, expires_at, payload, state, attempts, next_attempt_at, available_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                entry.id.text, entry.group.text, entry.channel.text, entry.address,
                entry.recipient, entry.incident?.text, entry.decidedAt.milliseconds,
                entry.dueAt.milliseconds, entry.expiresAt?.milliseconds, entry.payload,
                entry.nextAttemptAt.milliseconds, entry.nextAttemptAt.milliseconds,
            ])
        return changed > 0
    }

    func claim(
        _ room: ClaimRoom, at now: Instant, leaseUntil: Instant, owner: String
    ) throws(StoreError) -> [OutboxEntry] {
        var free: [FreeDelivery] = []
        var channel = ""
        while let next = try waitingChannel(after: channel) {
            free += try self.free(on: next, in: room, at: now)
            channel = next
        }
        var claimed: [OutboxEntry] = []
        for delivery in free.sorted(by: FreeDelivery.isBefore).prefix(room.total) {
            try execute(
                "claim delivery",
                """
                UPDATE outbox SET is_uncertain = is_uncertain OR lease_owner IS NOT NULL,
                    lease_owner = ?, lease_until = ?, available_at = ?
                WHERE number = ?
                """,
                [owner, leaseUntil.milliseconds, leaseUntil.milliseconds, delivery.number])
            var entry = delivery.entry
            // A lease that ran out was never settled: nobody knows what became of it.
            entry.isUncertain = entry.isUncertain || entry.lease != nil
            entry.lease = OutboxEntry.Lease(owner: owner, until: leaseUntil)
            claimed.append(entry)
        }
        return claimed
    }

    /// The channels on which something waits, one after another.
    private func waitingChannel(after channel: String) throws(StoreError) -> String? {
        try fetchFirst(
            "claim deliveries",
            """
            SELECT channel FROM outbox WHERE state = 'waiting' AND channel > ?
            ORDER BY channel LIMIT 1
            """,
            [channel], as: { $0[0] })
    }

    /// What may be leased on a channel, as far as it has room; those of one group in one place.
    private func free(
        on channel: String, in room: ClaimRoom, at now: Instant
    ) throws(StoreError) -> [FreeDelivery] {
        var left = room.channels[Channel.ID(channel)] ?? room.perChannel ?? room.total
        guard left > 0 else { return [] }
        var groups: Set<Delivery.GroupID> = []
        var found: [FreeDelivery] = []
        try during("claim deliveries") {
            let arguments: [any Bindable] = [channel, now.milliseconds, room.total]
            try database.run(Self.freeDeliveries, arguments) { row in
                let delivery = FreeDelivery(entry: OutboxEntry(row), row: row)
                if groups.insert(delivery.entry.group).inserted { left -= 1 }
                guard left >= 0 else { return false }
                found.append(delivery)
                return true
            }
        }
        return found
    }

    private static let freeDeliveries = """
        SELECT \(OutboxEntry.columns), available_at FROM outbox
        WHERE state = 'waiting' AND channel = ? AND available_at <= ?
        ORDER BY due_at, available_at, number LIMIT ?
        """

    func release(leasesOf owner: String) throws(StoreError) -> Int {
        try execute(
            "release the leases of \(owner)",
            """
            UPDATE outbox SET lease_owner = NULL, lease_until = NULL, is_uncertain = TRUE,
                available_at = next_attempt_at
            WHERE state = 'waiting' AND lease_owner = ?
            """,
            [owner])
    }

    func settle(_ settlement: Settlement) throws(StoreError) -> SettlementOutcome {
        guard let standing = try standing(of: settlement.delivery) else { return .unknown }
        let attempts = standing.attempts + (settlement.attempt == nil ? 0 : 1)
        if let attempt = settlement.attempt {
            try append(attempt, as: attempts, of: standing.number)
        }
        guard standing.yields(to: settlement) else {
            if settlement.attempt != nil {
                try execute(
                    "count an attempt", "UPDATE outbox SET attempts = ? WHERE number = ?",
                    [attempts, standing.number])
            }
            return .overtaken
        }
        let (state, next) = settlement.outcome.stateAndNext
        try execute(
            "settle a delivery",
            """
            UPDATE outbox SET state = ?, attempts = ?, lease_owner = NULL, lease_until = NULL,
                next_attempt_at = coalesce(?, next_attempt_at),
                available_at = coalesce(?, next_attempt_at), remark = ?,
                is_uncertain = is_uncertain OR ?
            WHERE number = ?
            """,
            [
                state.rawValue, attempts, next?.milliseconds, next?.milliseconds,
                settlement.remark, settlement.isUncertain, standing.number,
            ])
        return .settled
    }

    func reopen(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        if try enqueue(entry) { return true }
        let changed = try execute(
            "queue delivery \(entry.id) again",
            """
            UPDATE outbox SET state = 'waiting', lease_owner = NULL, lease_until = NULL,
                next_attempt_at = ?2, available_at = ?2, expires_at = ?3, remark = NULL,
                payload = ?4, queued_at = ?2
            WHERE id = ?1 AND state IN ('refused', 'expired')
            """,
            [
                entry.id.text, entry.nextAttemptAt.milliseconds, entry.expiresAt?.milliseconds,
                entry.payload,
            ])
        return changed > 0
    }

    func wake(remarked words: String, at now: Instant) throws(StoreError) -> Int {
        try execute(
            "wake what waits",
            """
            UPDATE outbox SET next_attempt_at = ?1, available_at = ?1
            WHERE state = 'waiting' AND lease_owner IS NULL AND available_at > ?1
                AND instr(coalesce(remark, ''), ?2) > 0
            """,
            [now.milliseconds, words])
    }

    func noteTold(_ recipient: String, of incident: Incident.ID) throws(StoreError) {
        try execute(
            "note who was told of \(incident)",
            "INSERT INTO told (incident, recipient) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [incident.text, recipient])
    }

    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, remark: String
    ) throws(StoreError) -> Bool {
        let changed = try execute(
            "queue delivery \(delivery) again",
            """
            UPDATE outbox SET state = 'waiting', lease_owner = NULL, lease_until = NULL,
                next_attempt_at = ?2, available_at = ?2, expires_at = ?3, remark = ?4,
                queued_at = ?2
            WHERE id = ?1 AND state IN ('refused', 'expired')
            """,
            [delivery.text, at.milliseconds, end.milliseconds, remark])
        return changed > 0
    }

    private func standing(of delivery: Delivery.ID) throws(StoreError) -> Standing? {
        try fetchFirst(
            "settle delivery \(delivery)",
            "SELECT number, state, attempts, lease_owner FROM outbox WHERE id = ?",
            [delivery.text],
            as: { row in
                Standing(
                    number: row[0], state: OutboxEntry.State(rawValue: row[1]) ?? .waiting,
                    attempts: row[2], owner: row[3])
            })
    }

    private func append(
        _ attempt: AttemptRow, as number: Int, of delivery: Int64
    ) throws(StoreError) {
        try execute(
            "write an attempt down",
            """
            INSERT INTO attempts (delivery, number, started_at, ended_at, code, text, remarks)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                delivery, number, attempt.startedAt.milliseconds, attempt.endedAt.milliseconds,
                attempt.code, attempt.text, attempt.remarks.joined(separator: "\n"),
            ])
    }
}

/// A delivery nobody has leased, with what its order is decided by.
private struct FreeDelivery {
    let entry: OutboxEntry
    let number: Int64
    private let availableAt: Int64

    init(entry: OutboxEntry, row: SQLiteRow) {
        self.entry = entry
        number = row[OutboxEntry.numberColumn]
        availableAt = row[OutboxEntry.columnsCount]
    }

    static func isBefore(_ left: FreeDelivery, _ right: FreeDelivery) -> Bool {
        (left.entry.dueAt, left.availableAt, left.number)
            < (right.entry.dueAt, right.availableAt, right.number)
    }
}

/// How a delivery stands when a settlement comes for it.
private struct Standing {
    let number: Int64
    let state: OutboxEntry.State
    let attempts: Int
    let owner: String?

    /// Whether a settlement still decides something.
    func yields(to settlement: Settlement) -> Bool {
        // That it arrived is true whoever says it, and however late.
        if settlement.outcome == .delivered { return state != .delivered }
        // A server may take a mail and report later that it could not deliver it.
        if settlement.outcome == .refused, settlement.owner == nil, state == .delivered {
            return true
        }
        guard state == .waiting else { return false }
        return settlement.owner == nil || settlement.owner == owner
    }
}

extension Settlement.Outcome {
    /// The state it leads to and, if that is waiting, until when.
    fileprivate var stateAndNext: (OutboxEntry.State, Instant?) {
        switch self {
        case .delivered: (.delivered, nil)
        case .deferred(let until): (.waiting, until)
        case .refused: (.refused, nil)
        case .withdrawn: (.withdrawn, nil)
        case .expired: (.expired, nil)
        case .merged: (.merged, nil)
        }
    }
}
