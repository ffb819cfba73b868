internal import Calendars
internal import Cases
internal import Rules
internal import Storage

extension PostgreSQLSession: JournalWriting {
    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow] {
        // Two statements: IS NOT DISTINCT FROM never uses an index.
        let ofWhom = incident == nil ? "incident IS NULL" : "incident = $1"
        return try fetch(
            "read the journal",
            "SELECT \(JournalRow.columns) FROM journal WHERE \(ofWhom) ORDER BY number",
            incident.map { [.text($0.text)] } ?? [], as: JournalRow.init)
    }

    func append(_ rows: [JournalRow]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try execute(
            "write the journal",
            """
            INSERT INTO journal (incident, at, body, entry)
            SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """,
            [
                .texts(rows.map { $0.incident?.text }), .ints(rows.map(\.at.milliseconds)),
                .byteArrays(rows.map(\.body)), .texts(rows.map(\.entry)),
            ])
    }

    func removeJournal(of incidents: [Incident.ID]) throws(StoreError) {
        try execute(
            "remove journals", "DELETE FROM journal WHERE incident = ANY ($1)",
            [.texts(incidents.map(\.text))])
    }

    func removeJournal(before instant: Instant, limit: Int) throws(StoreError) -> Int {
        // Lines are appended in the order of time, so the first that is younger ends the search.
        let first = try fetch(
            "read the oldest lines", "SELECT number, at FROM journal ORDER BY number LIMIT $1",
            [.int(Int64(limit))], as: { (number: $0[0] as Int64, at: $0.instant(1)) })
        let old = first.prefix { $0.at < instant }
        guard let last = old.last else { return 0 }
        try execute(
            "remove old lines", "DELETE FROM journal WHERE number <= $1", [.int(last.number)])
        return old.count
    }
}
