internal import Calendars
internal import Cases
internal import GRDB

// What the auditor asks for. The index by decision has all that was ever decided.
extension SQLiteSession {
    func oldestWaiting(
        decidedBefore instant: Instant, unlessRemarked prefixes: [String]
    ) throws(StoreError) -> OutboxEntry? {
        try waiting(
            "read what waits for long", "", decidedBefore: instant, unlessRemarked: prefixes,
            limit: 1
        ).first
    }

    func heldBack(
        decidedBefore instant: Instant, unlessRemarked prefixes: [String], limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        try waiting(
            "read what is held back",
            "AND incident IS NULL AND (attempts > 0 OR remark IS NOT NULL)",
            decidedBefore: instant, unlessRemarked: prefixes, limit: limit)
    }

    private func waiting(
        _ what: String, _ condition: String, decidedBefore instant: Instant,
        unlessRemarked prefixes: [String], limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        let others = prefixes.map { _ in "AND substr(coalesce(remark, ''), 1, ?) <> ?" }
        let lengthsAndPrefixes: [any Bindable] = prefixes.flatMap {
            [$0.unicodeScalars.count, $0] as [any Bindable]
        }
        return try fetch(
            what,
            """
            SELECT \(OutboxEntry.columns) FROM outbox INDEXED BY outbox_by_available
            WHERE state = 'waiting' AND coalesce(queued_at, decided_at) < ? \(condition)
                \(others.joined(separator: " "))
            ORDER BY decided_at, number LIMIT ?
            """,
            [instant.milliseconds] + lengthsAndPrefixes + [limit], as: { OutboxEntry($0) })
    }
}
