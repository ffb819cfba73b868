internal import Calendars
internal import Cases
import Deliveries
internal import Rules
internal import Storage

// Reading of the outbox.
extension PostgreSQLSession: OutboxReading {
    func deliveries(of incident: Incident.ID) throws(StoreError) -> [DeliveryHistory] {
        try histories(
            "read the deliveries of \(incident)", "WHERE incident = $1 ORDER BY number",
            [.text(incident.text)])
    }

    func delivery(_ id: Delivery.ID) throws(StoreError) -> DeliveryHistory? {
        try histories("read delivery \(id)", "WHERE id = $1", [.text(id.text)]).first
    }

    func deliveries(
        matching filter: DeliveryFilter, limit: Int
    ) throws(StoreError) -> [DeliveryHistory] {
        var query = PostgreSQLConditions(filter)
        let limit = query.place(of: .int(Int64(limit)))
        return try histories(
            "read deliveries",
            "WHERE \(query.text) ORDER BY decided_at DESC, number DESC LIMIT \(limit)",
            query.values)
    }

    func countDeliveries(matching filter: DeliveryFilter) throws(StoreError) -> Int {
        let query = PostgreSQLConditions(filter)
        return try fetchFirst(
            "count deliveries", "SELECT count(*) FROM outbox WHERE \(query.text)",
            query.values, as: { $0[0] as Int }) ?? 0
    }

    func deliveries(
        startingWith prefix: String, limit: Int
    ) throws(StoreError) -> [Delivery.ID] {
        try fetch(
            "look for deliveries",
            "SELECT id FROM outbox WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3",
            [.text(prefix), .text(prefix + Self.afterPrefix), .int(Int64(limit))],
            as: { Delivery.ID($0[0] as String) })
    }

    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) throws(StoreError) -> [DeliveryHistory] {
        try histories(
            "read what went to \(recipient) about several",
            """
            WHERE decided_at >= $1 AND incident IS NULL AND recipient = $2 ORDER BY number LIMIT $3
            """, [.int(instant.milliseconds), .text(recipient), .int(Int64(limit))])
    }

    private func histories(
        _ what: String, _ clause: String, _ values: [PostgreSQLValue]
    ) throws(StoreError) -> [DeliveryHistory] {
        let entries = try fetch(
            what, "SELECT \(OutboxEntry.columns) FROM outbox \(clause)", values,
            as: { row in (OutboxEntry(row), row[OutboxEntry.numberColumn] as Int64) })
        let tried = entries.filter { $0.0.attempts > 0 }.map { Int64?($0.1) }
        var attempts: [Int64: [AttemptRow]] = [:]
        if !tried.isEmpty {
            let rows = try fetch(
                "read attempts",
                """
                SELECT \(AttemptRow.columns), delivery FROM attempts WHERE delivery = ANY ($1)
                ORDER BY delivery, number
                """, [.ints(tried)], as: { row in (AttemptRow(row), row[5] as Int64) })
            for (attempt, number) in rows { attempts[number, default: []].append(attempt) }
        }
        return entries.map { entry, number in
            DeliveryHistory(entry: entry, attempts: attempts[number] ?? [])
        }
    }

    func entries(in group: Delivery.GroupID) throws(StoreError) -> [OutboxEntry] {
        try fetch(
            "read the copies of \(group)",
            "SELECT \(OutboxEntry.columns) FROM outbox WHERE message = $1 ORDER BY number",
            [.text(group.text)], as: { OutboxEntry($0) })
    }

    func earliestDelivery() throws(StoreError) -> Instant? {
        try fetchFirst(
            "read when a delivery is due",
            """
            SELECT available_at FROM outbox
            WHERE state = 'waiting' ORDER BY available_at LIMIT 1
            """, as: { $0.instant(0) })
    }

    func stalls(before instant: Instant, at now: Instant) throws(StoreError) -> [Stall] {
        try fetch(
            "read which channels are stalled",
            """
            SELECT channel, min(available_at), EXISTS (
                SELECT 1 FROM outbox AS other WHERE other.state = 'waiting'
                    AND other.channel = outbox.channel AND other.lease_until > $1)
            FROM outbox WHERE state = 'waiting' AND available_at < $2
            GROUP BY channel ORDER BY channel
            """, [.int(now.milliseconds), .int(instant.milliseconds)],
            as: { Stall(channel: Channel.ID($0[0]), since: $0.instant(1), isBusy: $0[2]) })
    }

    func oldestWaiting(
        decidedBefore instant: Instant, unless excuse: WaitExcuse
    ) throws(StoreError) -> OutboxEntry? {
        try waiting(
            "read what waits for long", nil, decidedBefore: instant, unless: excuse, limit: 1
        ).first
    }

    func heldBack(
        decidedBefore instant: Instant, unless excuse: WaitExcuse, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        try waiting(
            "read what is held back", "incident IS NULL AND NOT (\(Self.untouched("outbox")))",
            decidedBefore: instant, unless: excuse, limit: limit)
    }

    private func waiting(
        _ what: String, _ condition: String?, decidedBefore instant: Instant,
        unless excuse: WaitExcuse, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        var query = PostgreSQLConditions()
        query.add("state = 'waiting'")
        query.add("coalesce(queued_at, decided_at) < $", .int(instant.milliseconds))
        if let condition { query.add(condition) }
        query.add(
            "coalesce(held_by, '') <> ALL ($)", .texts(excuse.kinds.map(\.rawValue).sorted()))
        if excuse.isRequest { query.add("(held_by IS NOT NULL OR requested_at IS NULL)") }
        let limit = query.place(of: .int(Int64(limit)))
        return try fetch(
            what,
            """
            SELECT \(OutboxEntry.columns) FROM outbox WHERE \(query.text)
            ORDER BY decided_at, number LIMIT \(limit)
            """, query.values, as: { OutboxEntry($0) })
    }

    func wasDelivered(
        incident: Incident.ID, recipient: String, excluding delivery: Delivery.ID?
    ) throws(StoreError) -> Bool {
        let found = try fetchFirst(
            "read who was told of \(incident)",
            """
            SELECT EXISTS (
                SELECT 1 FROM outbox
                WHERE incident = $1 AND recipient = $2 AND id IS DISTINCT FROM $3 AND (
                    state = 'delivered' OR (state = 'merged' AND EXISTS (
                        SELECT 1 FROM outbox AS whole WHERE whole.state = 'delivered'
                            AND whole.id = outbox.merged_into)))
                UNION ALL SELECT 1 FROM told WHERE incident = $1 AND recipient = $2)
            """, [.text(incident.text), .text(recipient), .text(delivery?.text)],
            as: { $0[0] as Bool })
        return found ?? false
    }

    func unreached(of incident: Incident.ID) throws(StoreError) -> [String] {
        try fetch(
            "read who was not reached about \(incident)", Self.unreachedOfIncident,
            [.text(incident.text)], as: { $0[0] })
    }

    /// Returns the condition of a waiting delivery that was neither tried nor held since it was
    /// queued.
    private static func untouched(_ table: String) -> String {
        "\(table).attempts = 0 AND \(table).holds IS NULL AND \(table).requested_at IS NULL"
    }

    // A newly decided delivery is on its way; one that was tried or deferred may never arrive.
    private static let unreachedOfIncident = """
        SELECT recipient FROM outbox WHERE incident = $1
        GROUP BY recipient HAVING NOT bool_or(
            state = 'delivered' OR (state = 'waiting' AND \(untouched("outbox")))
            OR (state = 'merged' AND EXISTS (
                SELECT 1 FROM outbox AS whole
                WHERE whole.id = outbox.merged_into
                    AND (whole.state = 'delivered' OR (whole.state = 'waiting'
                        AND \(untouched("whole"))))))
            OR EXISTS (
                SELECT 1 FROM told
                WHERE told.incident = outbox.incident AND told.recipient = outbox.recipient))
        ORDER BY recipient
        """
}

extension PostgreSQLConditions {
    fileprivate init(_ filter: DeliveryFilter) {
        self.init()
        if let since = filter.since { add("decided_at >= $", .int(since.milliseconds)) }
        if !filter.states.isEmpty {
            add("state = ANY ($)", .texts(filter.states.map(\.rawValue).sorted()))
        }
    }
}
