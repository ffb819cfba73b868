internal import Calendars
internal import Cases
import Deliveries
internal import GRDB
internal import Rules
internal import Storage

// Reading of the outbox.
extension SQLiteSession: OutboxReading {
    func deliveries(of incident: Incident.ID) throws(StoreError) -> [DeliveryHistory] {
        try histories(
            "read the deliveries of \(incident)", "WHERE incident = ? ORDER BY number",
            [incident.text])
    }

    func delivery(_ id: Delivery.ID) throws(StoreError) -> DeliveryHistory? {
        try histories("read delivery \(id)", "WHERE id = ?", [id.text]).first
    }

    func deliveries(
        matching filter: DeliveryFilter, limit: Int
    ) throws(StoreError) -> [DeliveryHistory] {
        let (condition, arguments) = Self.condition(filter)
        return try histories(
            "read deliveries",
            "WHERE \(condition) ORDER BY decided_at DESC, number DESC LIMIT ?",
            arguments + [limit])
    }

    func countDeliveries(matching filter: DeliveryFilter) throws(StoreError) -> Int {
        let (condition, arguments) = Self.condition(filter)
        return try fetchFirst(
            "count deliveries", "SELECT count(*) FROM outbox WHERE \(condition)", arguments,
            as: { $0[0] as Int }) ?? 0
    }

    private static func condition(
        _ filter: DeliveryFilter
    ) -> (text: String, arguments: [any Bindable]) {
        let states = filter.states.map(\.rawValue).sorted()
        let places = states.map { _ in "?" }.joined(separator: ", ")
        let ofState = states.isEmpty ? "" : " AND state IN (\(places))"
        let since: any Bindable = filter.since?.milliseconds ?? Int64.min
        return ("decided_at >= ?" + ofState, [since] + states)
    }

    func deliveries(
        startingWith prefix: String, limit: Int
    ) throws(StoreError) -> [Delivery.ID] {
        try fetch(
            "look for deliveries",
            "SELECT id FROM outbox WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            [prefix, prefix + Self.afterPrefix, limit], as: { Delivery.ID($0[0] as String) })
    }

    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) throws(StoreError) -> [DeliveryHistory] {
        try histories(
            "read what went to \(recipient) about several",
            "WHERE decided_at >= ? AND incident IS NULL AND recipient = ? ORDER BY number LIMIT ?",
            [instant.milliseconds, recipient, limit])
    }

    private func histories(
        _ what: String, _ clause: String, _ arguments: [any Bindable]
    ) throws(StoreError) -> [DeliveryHistory] {
        let entries = try fetch(
            what, "SELECT \(OutboxEntry.columns) FROM outbox \(clause)", arguments,
            as: { row in (OutboxEntry(row), row[OutboxEntry.numberColumn] as Int64) })
        var attempts: [Int64: [AttemptRow]] = [:]
        let rows = try fetch(
            "read attempts",
            """
            SELECT \(AttemptRow.columns), delivery FROM attempts WHERE delivery = ?
            ORDER BY number
            """, each: entries.filter { $0.0.attempts > 0 }, with: { [$0.1] },
            as: { row in (AttemptRow(row), row[5] as Int64) })
        for (attempt, number) in rows { attempts[number, default: []].append(attempt) }
        return entries.map { entry, number in
            DeliveryHistory(entry: entry, attempts: attempts[number] ?? [])
        }
    }

    func entries(in group: Delivery.GroupID) throws(StoreError) -> [OutboxEntry] {
        try fetch(
            "read the copies of \(group)",
            "SELECT \(OutboxEntry.columns) FROM outbox WHERE message = ? ORDER BY number",
            [group.text], as: { OutboxEntry($0) })
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
                    AND other.channel = outbox.channel AND other.lease_until > ?)
            FROM outbox WHERE state = 'waiting' AND available_at < ?
            GROUP BY channel ORDER BY channel
            """,
            [now.milliseconds, instant.milliseconds],
            as: { Stall(channel: Channel.ID($0[0]), since: $0.instant(1), isBusy: $0[2]) })
    }

    func oldestWaiting(
        decidedBefore instant: Instant, unless excuse: WaitExcuse
    ) throws(StoreError) -> OutboxEntry? {
        try waiting(
            "read what waits for long", "", decidedBefore: instant, unless: excuse, limit: 1
        ).first
    }

    func heldBack(
        decidedBefore instant: Instant, unless excuse: WaitExcuse, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        try waiting(
            "read what is held back", "AND incident IS NULL AND NOT (\(Self.untouched))",
            decidedBefore: instant, unless: excuse, limit: limit)
    }

    // The index by decision contains every delivery ever decided.
    private func waiting(
        _ what: String, _ condition: String, decidedBefore instant: Instant,
        unless excuse: WaitExcuse, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        let kinds = excuse.kinds.map(\.rawValue).sorted()
        let places = kinds.map { _ in "?" }.joined(separator: ", ")
        let requested = excuse.isRequest ? "AND (held_by NOT NULL OR requested_at IS NULL)" : ""
        let arguments: [any Bindable] = [instant.milliseconds] + kinds
        return try fetch(
            what,
            """
            SELECT \(OutboxEntry.columns) FROM outbox INDEXED BY outbox_by_available
            WHERE state = 'waiting' AND coalesce(queued_at, decided_at) < ? \(condition)
                AND coalesce(held_by, '') NOT IN (\(places)) \(requested)
            ORDER BY decided_at, number LIMIT ?
            """,
            arguments + [limit], as: { OutboxEntry($0) })
    }

    func wasDelivered(
        incident: Incident.ID, recipient: String, excluding delivery: Delivery.ID?
    ) throws(StoreError) -> Bool {
        let found = try fetchFirst(
            "read who was told of \(incident)",
            """
            SELECT 1 FROM outbox
            WHERE incident = ?1 AND recipient = ?2 AND id IS NOT ?3 AND (
                state = 'delivered' OR (state = 'merged' AND EXISTS (
                    SELECT 1 FROM outbox AS whole WHERE whole.state = 'delivered'
                        AND whole.id = outbox.merged_into)))
            UNION ALL SELECT 1 FROM told WHERE incident = ?1 AND recipient = ?2
            LIMIT 1
            """,
            [incident.text, recipient, delivery?.text], as: { _ in true })
        return found ?? false
    }

    func unreached(of incident: Incident.ID) throws(StoreError) -> [String] {
        try fetch(
            "read who was not reached about \(incident)", Self.unreachedOfIncident, [incident.text],
            as: { $0[0] })
    }

    /// The condition of a waiting delivery that was neither tried nor held since it was queued.
    private static let untouched = "attempts = 0 AND holds IS NULL AND requested_at IS NULL"

    // A newly decided delivery is on its way; one that was tried or deferred may never arrive.
    private static let unreachedOfIncident = """
        SELECT recipient FROM outbox WHERE incident = ?
        GROUP BY recipient HAVING NOT max(
            state = 'delivered' OR (state = 'waiting' AND \(untouched))
            OR (state = 'merged' AND EXISTS (
                SELECT 1 FROM outbox AS whole
                WHERE whole.id = outbox.merged_into
                    AND (whole.state = 'delivered' OR (whole.state = 'waiting'
                        AND whole.attempts = 0 AND whole.holds IS NULL
                        AND whole.requested_at IS NULL))))
            OR EXISTS (
                SELECT 1 FROM told
                WHERE told.incident = outbox.incident AND told.recipient = outbox.recipient))
        ORDER BY recipient
        """
}
