internal import Calendars
internal import Cases
import Deliveries
internal import GRDB
import JSON
internal import Rules
internal import Storage

// Writing of the outbox; claims have a file of their own.
extension SQLiteSession: OutboxWriting {
    func enqueue(_ entries: [OutboxEntry]) throws(StoreError) -> Int {
        try execute(
            "enqueue deliveries",
            """
            INSERT INTO outbox (id, message, channel, address, recipient, incident, decided_at,
                due_at, turn_at, expires_at, payload, is_operational, state, attempts,
                next_attempt_at, available_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """, each: entries
        ) { entry in
            [
                entry.id.text, entry.group.text, entry.channel.text, entry.address,
                entry.recipient, entry.incident?.text, entry.decidedAt.milliseconds,
                entry.dueAt.milliseconds, entry.turnAt.milliseconds, entry.expiresAt?.milliseconds,
                entry.payload,
                entry.isOperational, entry.nextAttemptAt.milliseconds,
                entry.nextAttemptAt.milliseconds,
            ]
        }.reduce(0, +)
    }

    func releaseLeases(except owner: String) throws(StoreError) -> Int {
        try execute(
            "release the leases of others",
            """
            UPDATE outbox SET lease_owner = NULL, lease_token = NULL, lease_until = NULL,
                is_uncertain = TRUE, available_at = next_attempt_at
            WHERE state = 'waiting' AND lease_owner <> ?
            """,
            [owner])
    }

    func waiting(
        in queue: RecipientQueue, at now: Instant, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        try fetch(
            "read what waits for \(queue.recipient)",
            """
            SELECT \(OutboxEntry.columns) FROM outbox INDEXED BY outbox_by_recipient
            WHERE state = 'waiting' AND recipient = ? AND channel = ? AND address IS ?
                AND lease_owner IS NULL AND available_at <= ? AND NOT is_uncertain
            ORDER BY decided_at, number LIMIT ?
            """,
            [
                queue.recipient, queue.channel.text, queue.address, now.milliseconds, limit,
            ], as: { OutboxEntry($0) })
    }

    func settle(_ settlements: [Settlement]) throws(StoreError) -> [SettlementOutcome] {
        var outcomes: [SettlementOutcome] = []
        for settlement in settlements { outcomes.append(try settleOne(settlement)) }
        return outcomes
    }

    private func settleOne(_ settlement: Settlement) throws(StoreError) -> SettlementOutcome {
        guard let standing = try storedDelivery(of: settlement.delivery) else { return .unknown }
        var attempts = standing.attempts
        if let attempt = settlement.attempt, let epoch = settlement.attemptEpoch,
            try append(attempt, as: attempts + 1, epoch, of: standing.number)
        {
            attempts += 1
        }
        guard
            settlement.counts(
                for: standing.state, isLeased: standing.isLeased, epoch: standing.epoch)
        else {
            if attempts > standing.attempts {
                try execute(
                    "count an attempt", "UPDATE outbox SET attempts = ? WHERE number = ?",
                    [attempts, standing.number])
            }
            return .overtaken
        }
        try settle(settlement, standing, attempts: attempts)
        return .settled
    }

    private func settle(
        _ settlement: Settlement, _ standing: StoredDelivery, attempts: Int
    ) throws(StoreError) {
        let (state, next) = settlement.stateAndNext
        // An attempt ends the wait and its reasons.
        let isTried = settlement.attempt != nil
        var holds = isTried ? [] : standing.holds
        if let hold = settlement.hold { holds = holds.adding(hold) }
        try execute(
            "settle a delivery",
            """
            UPDATE outbox SET state = ?, attempts = ?, lease_owner = NULL, lease_token = NULL,
                lease_until = NULL, next_attempt_at = coalesce(?3, next_attempt_at),
                available_at = coalesce(?3, next_attempt_at), holds = ?, hold_mask = ?,
                held_by = ?, requested_by = CASE WHEN ?7 THEN NULL ELSE requested_by END,
                requested_at = CASE WHEN ?7 THEN NULL ELSE requested_at END, end_reason = ?,
                merged_into = ?, is_uncertain = is_uncertain OR ?
            WHERE number = ?
            """,
            [
                state.rawValue, attempts, next?.milliseconds, holds.columnText, holds.mask,
                holds.first?.kind.rawValue, isTried, settlement.end?.json.serialized(),
                settlement.mergedInto?.text, settlement.isUncertain, standing.number,
            ])
    }

    func reopen(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        if try enqueue(entry) { return true }
        let changed = try execute(
            "queue delivery \(entry.id) again",
            """
            UPDATE outbox SET state = 'waiting', lease_owner = NULL, lease_token = NULL,
                lease_until = NULL, next_attempt_at = ?2, available_at = ?2, expires_at = ?3,
                holds = NULL, hold_mask = 0, held_by = NULL, requested_by = NULL,
                requested_at = NULL, end_reason = NULL, merged_into = NULL, payload = ?4,
                queued_at = ?2, message = ?5, channel = ?6, address = ?7, due_at = ?8,
                turn_at = ?9
            WHERE id = ?1 AND state IN ('refused', 'expired')
            """,
            [
                entry.id.text, entry.nextAttemptAt.milliseconds, entry.expiresAt?.milliseconds,
                entry.payload, entry.group.text, entry.channel.text, entry.address,
                entry.dueAt.milliseconds, entry.turnAt.milliseconds,
            ])
        return changed > 0
    }

    func wake(
        _ kinds: Set<HoldReason.Kind>, channel: Channel.ID?, at now: Instant
    ) throws(StoreError) -> Int {
        try execute(
            "wake what waits",
            """
            UPDATE outbox SET next_attempt_at = ?1, available_at = ?1
            WHERE state = 'waiting' AND lease_owner IS NULL AND available_at > ?1
                AND hold_mask & ?2 AND channel = coalesce(?3, channel)
            """,
            [now.milliseconds, kinds.reduce(0) { $0 | $1.bit }, channel?.text])
    }

    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, request: ResendRequest
    ) throws(StoreError) -> Bool {
        let changed = try execute(
            "queue delivery \(delivery) again",
            """
            UPDATE outbox SET state = 'waiting', lease_owner = NULL, lease_token = NULL,
                lease_until = NULL, next_attempt_at = ?2, available_at = ?2, expires_at = ?3,
                holds = NULL, hold_mask = 0, held_by = NULL, requested_by = ?4,
                requested_at = ?5, end_reason = NULL, merged_into = NULL, queued_at = ?2
            WHERE id = ?1 AND state IN ('refused', 'expired')
            """,
            [
                delivery.text, at.milliseconds, end.milliseconds, request.by,
                request.at.milliseconds,
            ])
        return changed > 0
    }

    func noteReached(_ told: [ReachedRow]) throws(StoreError) {
        try execute(
            "note who was told",
            "INSERT INTO told (incident, recipient) VALUES (?, ?) ON CONFLICT DO NOTHING",
            each: told, with: { [$0.incident.text, $0.recipient] })
    }

    func removeDeliveries(of incidents: [Incident.ID]) throws(StoreError) {
        for sql in [
            """
            DELETE FROM attempts WHERE delivery IN (
                SELECT number FROM outbox WHERE incident = ?)
            """,
            "DELETE FROM outbox WHERE incident = ?", "DELETE FROM told WHERE incident = ?",
        ] {
            try execute("remove deliveries", sql, each: incidents, with: { [$0.text] })
        }
    }

    func removeSettled(decidedBefore instant: Instant, limit: Int) throws(StoreError) -> Int {
        let numbers = try fetch(
            "read settled deliveries",
            """
            SELECT number FROM outbox INDEXED BY outbox_by_decision
            WHERE decided_at < ? AND state <> 'waiting' ORDER BY decided_at LIMIT ?
            """, [instant.milliseconds, limit], as: { $0[0] as Int64 })
        for sql in [
            "DELETE FROM attempts WHERE delivery = ?", "DELETE FROM outbox WHERE number = ?",
        ] {
            try execute("remove settled deliveries", sql, each: numbers, with: { [$0] })
        }
        return numbers.count
    }

    private func storedDelivery(of delivery: Delivery.ID) throws(StoreError) -> StoredDelivery? {
        try fetchFirst(
            "settle delivery \(delivery)",
            """
            SELECT number, state, attempts, lease_owner IS NOT NULL, lease_epoch, holds
            FROM outbox WHERE id = ?
            """,
            [delivery.text],
            as: { row in
                StoredDelivery(
                    number: row[0], state: OutboxEntry.State(rawValue: row[1]) ?? .waiting,
                    attempts: row[2], isLeased: row[3], epoch: row[4],
                    holds: row.json(5).compactMap(HoldReason.init(coded:)))
            })
    }

    /// Stores an attempt unless one with its epoch exists.
    private func append(
        _ attempt: AttemptRow, as number: Int, _ epoch: Int64, of delivery: Int64
    ) throws(StoreError) -> Bool {
        let changed = try execute(
            "write an attempt down",
            """
            INSERT INTO attempts (delivery, number, epoch, started_at, ended_at, code, text,
                notes)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (
                SELECT 1 FROM attempts WHERE delivery = ?1 AND epoch = ?3)
            """,
            [
                delivery, number, epoch, attempt.startedAt.milliseconds,
                attempt.endedAt.milliseconds, attempt.code, attempt.text, attempt.notes.columnText,
            ])
        return changed > 0
    }
}

/// The state of a delivery when a settlement for it arrives.
private struct StoredDelivery {
    let number: Int64
    let state: OutboxEntry.State
    let attempts: Int
    let isLeased: Bool
    let epoch: Int64
    let holds: [HoldReason]
}
