internal import Calendars
import Cases
internal import Storage

extension PostgreSQLSession: StoreTransaction {
    func counts() throws(StoreError) -> StoreCounts {
        var counts = StoreCounts()
        let tables = try fetch(
            "count",
            """
            SELECT \(Self.count(of: "records")), \(Self.count(of: "outbox")),
                \(Self.count(of: "journal")), (SELECT count(*) FROM rulebooks),
                (SELECT count(*) FROM cases WHERE set_aside_at IS NOT NULL),
                (SELECT count(*) FROM outbox WHERE state = 'waiting'),
                (SELECT min(due_at) FROM outbox WHERE state = 'waiting')
            """,
            as: { row in ((0..<6).map { row[$0] as Int }, row.optionalInstant(6)) })
        if let (numbers, oldest) = tables.first {
            counts.records = numbers[0]
            counts.deliveries = numbers[1]
            counts.journal = numbers[2]
            counts.rulebooks = numbers[3]
            counts.casesSetAside = numbers[4]
            counts.deliveriesWaiting = numbers[5]
            counts.oldestWaitingDueAt = oldest
        }
        let phases = try fetch(
            "count", "SELECT phase, count(*) FROM cases GROUP BY phase",
            as: { (CasePhase(rawValue: $0[0]) ?? .open, $0[1] as Int) })
        counts.cases = Dictionary(phases, uniquingKeysWith: +)
        return counts
    }

    /// Returns the expression for the number of rows of a table: of a large one the server's
    /// estimate, since counting reads every row.
    private static func count(of table: String) -> String {
        let estimate = "(SELECT reltuples::int8 FROM pg_class WHERE oid = '\(table)'::regclass)"
        return """
            (SELECT CASE WHEN \(estimate) > 1000000 THEN \(estimate)
                ELSE (SELECT count(*) FROM \(table)) END)
            """
    }
}
