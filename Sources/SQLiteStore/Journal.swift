internal import Calendars
internal import Cases
internal import Rules
internal import Storage

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

    func removeJournal(of incidents: [Incident.ID]) throws(StoreError) {
        try execute(
            "remove journals", "DELETE FROM journal WHERE incident = ?", each: incidents,
            with: { [$0.text] })
    }

    func removeJournal(before instant: Instant, limit: Int) throws(StoreError) -> Int {
        // Lines are appended in the order of time, so the first that is younger ends the search.
        let first = try fetch(
            "read the oldest lines", "SELECT number, at FROM journal ORDER BY number LIMIT ?",
            [limit], as: { (number: $0[0] as Int64, at: $0.instant(1)) })
        let old = first.prefix { $0.at < instant }
        guard let last = old.last else { return 0 }
        try execute(
            "remove old lines", "DELETE FROM journal WHERE number <= ?", [last.number])
        return old.count
    }
}
