internal import Calendars
import Cases
internal import Storage

extension SQLiteSession: StoreTransaction {
    func counts() throws(StoreError) -> StoreCounts {
        func number(_ sql: String) throws(StoreError) -> Int {
            try fetchFirst("count", sql, as: { $0[0] as Int }) ?? 0
        }
        var counts = StoreCounts()
        counts.records = try number("SELECT count(*) FROM records")
        counts.deliveries = try number("SELECT count(*) FROM outbox")
        counts.journal = try number("SELECT count(*) FROM journal")
        counts.rulebooks = try number("SELECT count(*) FROM rulebooks")
        let phases = try fetch(
            "count", "SELECT phase, count(*) FROM cases GROUP BY phase",
            as: { (CasePhase(rawValue: $0[0]) ?? .open, $0[1] as Int) })
        counts.cases = Dictionary(phases, uniquingKeysWith: +)
        counts.casesSetAside = try number(
            "SELECT count(*) FROM cases WHERE set_aside_at IS NOT NULL")
        counts.deliveriesWaiting = try number(
            "SELECT count(*) FROM outbox WHERE state = 'waiting'")
        counts.oldestWaitingDueAt = try fetchFirst(
            "count", "SELECT due_at FROM outbox WHERE state = 'waiting' ORDER BY due_at LIMIT 1",
            as: { $0.instant(0) })
        return counts
    }
}
