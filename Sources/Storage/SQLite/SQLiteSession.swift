internal import Calendars
internal import Cases
import Deliveries
internal import GRDB
internal import Rules

/// One transaction's view of a SQLite database, for as long as its body runs.
struct SQLiteSession {
    let database: Database

    func fetch<T>(
        _ operation: @autoclosure () -> String, _ sql: String, _ arguments: [any Bindable] = [],
        as decode: (SQLiteRow) throws -> T
    ) throws(StoreError) -> [T] {
        try during(operation()) {
            var values: [T] = []
            try database.run(sql, arguments) { row in
                values.append(try decode(row))
                return true
            }
            return values
        }
    }

    func fetchFirst<T>(
        _ operation: @autoclosure () -> String, _ sql: String, _ arguments: [any Bindable] = [],
        as decode: (SQLiteRow) throws -> T
    ) throws(StoreError) -> T? {
        try fetch(operation(), sql, arguments, as: decode).first
    }

    /// Runs a statement that changes something; says how many rows it changed.
    @discardableResult
    func execute(
        _ operation: @autoclosure () -> String, _ sql: String, _ arguments: [any Bindable]
    ) throws(StoreError) -> Int {
        try during(operation()) {
            try database.run(sql, arguments) { _ in true }
            return database.changesCount
        }
    }
}

extension SQLiteSession: StoreSnapshot {
    func record(_ id: Cases.Record.ID) throws(StoreError) -> RecordRow? {
        try fetchFirst(
            "read record \(id)",
            "SELECT \(RecordRow.columns) FROM records WHERE id = ? ORDER BY version DESC LIMIT 1",
            [id.text], as: RecordRow.init)
    }

    func records(of incident: Incident.ID) throws(StoreError) -> [RecordRow] {
        try fetch(
            "read the records of \(incident)",
            "SELECT \(RecordRow.columns) FROM records WHERE incident = ? ORDER BY number",
            [incident.text], as: RecordRow.init)
    }

    private static let caseOfIncident =
        "SELECT \(CaseRow.columns) FROM cases WHERE incident = ?"

    func caseRow(_ incident: Incident.ID) throws(StoreError) -> CaseRow? {
        try fetchFirst(
            "read case \(incident)", Self.caseOfIncident,
            [incident.text], as: CaseRow.init)
    }

    func cases(
        matching filter: CaseFilter, limit: Int, after place: CasePlace?
    ) throws(StoreError) -> [CaseRow] {
        var conditions = ["TRUE"]
        var arguments: [any Bindable] = []
        if let phase = filter.phase {
            conditions.append("phase = ?")
            arguments += [phase]
        }
        if let isSetAside = filter.isSetAside {
            conditions.append("set_aside_at IS \(isSetAside ? "NOT NULL" : "NULL")")
        }
        if let place {
            conditions.append("(opened_at, incident) < (?, ?)")
            arguments += [place.openedAt.milliseconds, place.incident.text]
        }
        return try fetch(
            "list cases",
            """
            SELECT \(CaseRow.columns) FROM cases WHERE \(conditions.joined(separator: " AND "))
            ORDER BY opened_at DESC, incident DESC LIMIT ?
            """,
            arguments + [limit], as: CaseRow.init)
    }

    func dueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow] {
        try fetch(
            "read what is due",
            """
            SELECT \(CaseRow.columns) FROM cases
            WHERE next_at <= ? AND set_aside_at IS NULL ORDER BY next_at LIMIT ?
            """,
            [instant.milliseconds, limit], as: CaseRow.init)
    }

    func earliestDue() throws(StoreError) -> Instant? {
        try fetchFirst(
            "read when something is due",
            """
            SELECT next_at FROM cases
            WHERE next_at IS NOT NULL AND set_aside_at IS NULL ORDER BY next_at LIMIT 1
            """, as: { $0.instant(0) })
    }

    func casesWithoutNext(
        limit: Int, after place: QuietPlace?
    ) throws(StoreError) -> [(row: CaseRow, place: QuietPlace)] {
        try fetch(
            "read cases that wait for nothing",
            """
            SELECT \(CaseRow.columns), number FROM cases
            WHERE phase = 'open' AND next_at IS NULL AND set_aside_at IS NULL
                AND (updated_at, number) > (?, ?)
            ORDER BY updated_at, number LIMIT ?
            """,
            [place?.updatedAt.milliseconds ?? Int64.min, place?.number ?? 0, limit],
            as: { row in
                let found = CaseRow(row)
                let number: Int64 = row[CaseRow.columnsCount]
                return (found, QuietPlace(updatedAt: found.updatedAt, number: number))
            })
    }

    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow] {
        try fetch(
            "read the journal",
            "SELECT \(JournalRow.columns) FROM journal WHERE incident IS ? ORDER BY number",
            [incident?.text], as: JournalRow.init)
    }
}

// The outbox and the rest, read.
extension SQLiteSession {
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
        let states = filter.states.map(\.rawValue).sorted()
        let places = states.map { _ in "?" }.joined(separator: ", ")
        let ofState = states.isEmpty ? "" : "AND state IN (\(places)) "
        let arguments: [any Bindable] = [filter.since?.milliseconds ?? Int64.min] + states
        return try histories(
            "read deliveries",
            "WHERE decided_at >= ? \(ofState)ORDER BY decided_at DESC, number DESC LIMIT ?",
            arguments + [limit])
    }

    func histories(
        _ what: String, _ clause: String, _ arguments: [any Bindable]
    ) throws(StoreError) -> [DeliveryHistory] {
        let entries = try fetch(
            what, "SELECT \(OutboxEntry.columns) FROM outbox \(clause)", arguments,
            as: { row in (OutboxEntry(row), row[OutboxEntry.numberColumn] as Int64) })
        var histories: [DeliveryHistory] = []
        for (entry, number) in entries {
            let attempts = try fetch(
                "read the attempts of \(entry.id)",
                "SELECT \(AttemptRow.columns) FROM attempts WHERE delivery = ? ORDER BY number",
                [number], as: { AttemptRow($0) })
            histories.append(DeliveryHistory(entry: entry, attempts: attempts))
        }
        return histories
    }

    func entries(in group: Delivery.GroupID) throws(StoreError) -> [OutboxEntry] {
        try fetch(
            "read the copies of \(group)",
            "SELECT \(OutboxEntry.columns) FROM outbox WHERE message = ? ORDER BY number",
            [group.text], as: { OutboxEntry($0) })
    }

    func waiting(
        beside entry: OutboxEntry, at now: Instant, limit: Int
    ) throws(StoreError) -> [OutboxEntry] {
        try fetch(
            "read what waits for \(entry.recipient)",
            """
            SELECT \(OutboxEntry.columns) FROM outbox INDEXED BY outbox_by_recipient
            WHERE state = 'waiting' AND recipient = ? AND channel = ? AND address IS ?
                AND lease_owner IS NULL AND available_at <= ? AND NOT is_uncertain AND id <> ?
            ORDER BY decided_at, number LIMIT ?
            """,
            [
                entry.recipient, entry.channel.text, entry.address, now.milliseconds,
                entry.id.text, limit,
            ], as: { OutboxEntry($0) })
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
                        AND whole.id = \(Self.carrier))))
            UNION ALL SELECT 1 FROM told WHERE incident = ?1 AND recipient = ?2
            LIMIT 1
            """,
            [incident.text, recipient, delivery?.text], as: { _ in true })
        return found ?? false
    }

    func latestRulebook() throws(StoreError) -> [UInt8]? {
        try fetchFirst(
            "read the latest rulebook",
            "SELECT body FROM rulebooks ORDER BY saved_at DESC, digest LIMIT 1", [],
            as: { $0.bytes(0) })
    }

    func rulebook(_ digest: String) throws(StoreError) -> [UInt8]? {
        try fetchFirst(
            "read rulebook \(digest)", "SELECT body FROM rulebooks WHERE digest = ?", [digest],
            as: { $0.bytes(0) })
    }

    func noted(_ key: String) throws(StoreError) -> Instant? {
        try fetchFirst(
            "read note \(key)", "SELECT until FROM notes WHERE key = ?", [key],
            as: { $0.instant(0) })
    }

    func counts() throws(StoreError) -> StoreCounts {
        func number(_ sql: String) throws(StoreError) -> Int {
            try fetchFirst("count", sql, as: { $0[0] as Int }) ?? 0
        }
        var counts = StoreCounts()
        counts.records = try number("SELECT count(*) FROM records")
        let phases = try fetch(
            "count", "SELECT phase, count(*) FROM cases GROUP BY phase",
            as: { ($0[0] as String, $0[1] as Int) })
        counts.cases = Dictionary(uniqueKeysWithValues: phases)
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
