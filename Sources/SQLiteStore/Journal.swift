internal import Calendars
internal import Cases
internal import Rules
internal import Storage

extension JournalRow {
    fileprivate static let columns = "incident, at, body, entry"

    fileprivate init(_ row: SQLiteRow) {
        self.init(
            incident: (row[0] as String?).map { Incident.ID($0) }, at: row.instant(1),
            body: row.bytes(2), entry: row[3])
    }
}

extension SQLiteSession: JournalWriting {
    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow] {
        let ofWhom = incident == nil ? "incident IS NULL" : "incident = ?"
        return try fetch(
            "read the journal",
            "SELECT \(JournalRow.columns) FROM journal WHERE \(ofWhom) ORDER BY number",
            incident.map { [$0.text] } ?? [], as: JournalRow.init)
    }

    func append(_ rows: [JournalRow]) throws(StoreError) {
        try execute(
            "write the journal",
            """
            INSERT INTO journal (incident, at, body, entry) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """, each: rows, with: { [$0.incident?.text, $0.at.milliseconds, $0.body, $0.entry] })
    }
}
