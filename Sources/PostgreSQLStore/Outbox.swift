internal import Calendars
internal import Cases
import Deliveries
import JSON
internal import Rules
internal import Storage

// Writing of the outbox; claims and settlements have files of their own.
extension PostgreSQLSession: OutboxWriting {
    func enqueue(_ entries: [OutboxEntry]) throws(StoreError) -> Int {
        guard !entries.isEmpty else { return 0 }
        return try change(
            "enqueue deliveries",
            """
            INSERT INTO outbox (id, message, channel, address, recipient, incident, decided_at,
                due_at, turn_at, expires_at, payload, is_operational, next_attempt_at,
                available_at)
            SELECT *, next FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                AS new (id, message, channel, address, recipient, incident, decided, due, turn,
                    expires, payload, operational, next)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                .texts(entries.map(\.id.text)), .texts(entries.map(\.group.text)),
                .texts(entries.map(\.channel.text)), .texts(entries.map(\.address)),
                .texts(entries.map(\.recipient)), .texts(entries.map { $0.incident?.text }),
                .ints(entries.map(\.decidedAt.milliseconds)),
                .ints(entries.map(\.dueAt.milliseconds)),
                .ints(entries.map(\.turnAt.milliseconds)),
                .ints(entries.map { $0.expiresAt?.milliseconds }),
                .byteArrays(entries.map(\.payload)), .bools(entries.map(\.isOperational)),
                .ints(entries.map(\.nextAttemptAt.milliseconds)),
            ])
    }

    func waiting(
        in queue: RecipientQueue, at now: Instant, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        try fetch(
            "read what waits for \(queue.recipient)",
            """
            SELECT \(OutboxEntry.columns) FROM outbox
            WHERE state = 'waiting' AND recipient = $1 AND channel = $2
                AND address IS NOT DISTINCT FROM $3
                AND lease_owner IS NULL AND available_at <= $4 AND NOT is_uncertain
            ORDER BY decided_at, number LIMIT $5 FOR UPDATE SKIP LOCKED
            """,
            [
                .text(queue.recipient), .text(queue.channel.text), .text(queue.address),
                .int(now.milliseconds), .int(Int64(limit)),
            ], as: { OutboxEntry($0) })
    }

    func reopen(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        if try enqueue(entry) { return true }
        let changed = try change(
            "queue delivery \(entry.id) again",
            """
            UPDATE outbox SET state = 'waiting', lease_owner = NULL, lease_token = NULL,
                lease_until = NULL, next_attempt_at = $2, available_at = $2, expires_at = $3,
                holds = NULL, hold_mask = 0, held_by = NULL, requested_by = NULL,
                requested_at = NULL, end_reason = NULL, merged_into = NULL, payload = $4,
                queued_at = $2, message = $5, channel = $6, address = $7, due_at = $8,
                turn_at = $9
            WHERE id = $1 AND state IN ('refused', 'expired')
            """,
            [
                .text(entry.id.text), .int(entry.nextAttemptAt.milliseconds),
                .int(entry.expiresAt?.milliseconds), .bytes(entry.payload),
                .text(entry.group.text), .text(entry.channel.text), .text(entry.address),
                .int(entry.dueAt.milliseconds), .int(entry.turnAt.milliseconds),
            ])
        return changed > 0
    }

    func wake(
        _ kinds: Set<HoldReason.Kind>, channel: Channel.ID?, at now: Instant
    ) throws(StoreError) -> Int {
        try change(
            "wake what waits",
            """
            UPDATE outbox SET next_attempt_at = $1, available_at = $1
            WHERE number = ANY (ARRAY (
                SELECT number FROM outbox
                WHERE state = 'waiting' AND lease_owner IS NULL AND available_at > $1
                    AND hold_mask & $2 <> 0 AND channel = coalesce($3, channel)
                ORDER BY number FOR UPDATE))
            """,
            [
                .int(now.milliseconds), .int(Int64(kinds.reduce(0) { $0 | $1.bit })),
                .text(channel?.text),
            ])
    }

    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, request: ResendRequest
    ) throws(StoreError) -> Bool {
        let changed = try change(
            "queue delivery \(delivery) again",
            """
            UPDATE outbox SET state = 'waiting', lease_owner = NULL, lease_token = NULL,
                lease_until = NULL, next_attempt_at = $2, available_at = $2, expires_at = $3,
                holds = NULL, hold_mask = 0, held_by = NULL, requested_by = $4,
                requested_at = $5, end_reason = NULL, merged_into = NULL, queued_at = $2
            WHERE id = $1 AND state IN ('refused', 'expired')
            """,
            [
                .text(delivery.text), .int(at.milliseconds), .int(end.milliseconds),
                .text(request.by), .int(request.at.milliseconds),
            ])
        return changed > 0
    }

    func noteReached(_ told: [ReachedRow]) throws(StoreError) {
        try execute(
            "note who was told",
            """
            INSERT INTO told (incident, recipient) SELECT * FROM unnest($1, $2)
            ON CONFLICT DO NOTHING
            """, [.texts(told.map(\.incident.text)), .texts(told.map(\.recipient))])
    }

    func removeDeliveries(of incidents: [Incident.ID]) throws(StoreError) {
        for sql in [
            """
            DELETE FROM attempts WHERE delivery IN (
                SELECT number FROM outbox WHERE incident = ANY ($1))
            """,
            "DELETE FROM outbox WHERE incident = ANY ($1)",
            "DELETE FROM told WHERE incident = ANY ($1)",
        ] {
            try execute("remove deliveries", sql, [.texts(incidents.map(\.text))])
        }
    }

    func removeSettled(decidedBefore instant: Instant, limit: Int) throws(StoreError) -> Int {
        let numbers = try fetch(
            "read settled deliveries",
            """
            SELECT number FROM outbox
            WHERE decided_at < $1 AND state <> 'waiting' ORDER BY decided_at LIMIT $2
            FOR UPDATE SKIP LOCKED
            """, [.int(instant.milliseconds), .int(Int64(limit))], as: { Int64?($0[0]) })
        guard !numbers.isEmpty else { return 0 }
        for sql in [
            "DELETE FROM attempts WHERE delivery = ANY ($1)",
            "DELETE FROM outbox WHERE number = ANY ($1)",
        ] {
            try execute("remove settled deliveries", sql, [.ints(numbers)])
        }
        return numbers.count
    }
}
