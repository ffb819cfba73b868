internal import Calendars
internal import Cases
internal import Rules
internal import Storage

extension SQLiteSession: RecordWriting {
    func records(_ ids: [Cases.Record.ID]) throws(StoreError) -> [RecordRow] {
        try fetch(
            "read records",
            "SELECT \(RecordRow.columns) FROM records WHERE id = ? ORDER BY version DESC LIMIT 1",
            each: ids, with: { [$0.text] }, as: RecordRow.init)
    }

    func latestRecord() throws(StoreError) -> RecordRow? {
        try fetchFirst(
            "read the latest record",
            "SELECT \(RecordRow.columns) FROM records ORDER BY number DESC LIMIT 1",
            as: RecordRow.init)
    }

    func records(of incident: Incident.ID) throws(StoreError) -> [RecordRow] {
        try fetch(
            "read the records of \(incident)",
            "SELECT \(RecordRow.columns) FROM records WHERE incident = ? ORDER BY number",
            [incident.text], as: RecordRow.init)
    }

    func insert(_ records: [RecordRow]) throws(StoreError) -> [RecordOutcome] {
        guard !records.isEmpty else { return [] }
        // Any known id has a version 1, so most records need only this statement.
        let changes = try insert(records.map { ($0, 1) })
        var outcomes: [RecordOutcome] = []
        for (record, changed) in zip(records, changes) {
            outcomes.append(changed > 0 ? .new : try insertAgain(record))
        }
        return outcomes
    }

    /// Stores a record whose id exists already, if it is another version.
    private func insertAgain(_ record: RecordRow) throws(StoreError) -> RecordOutcome {
        let current = try fetchFirst(
            "read record \(record.id)",
            "SELECT digest, version FROM records WHERE id = ? ORDER BY version DESC LIMIT 1",
            [record.id.text], as: { (digest: $0[0] as String, version: $0[1] as Int) })
        guard let current, current.digest != record.digest else { return .duplicate }
        guard record.arrival == .kept else {
            return .conflict(existingDigest: current.digest)
        }
        try execute(
            "supersede record \(record.id)",
            "UPDATE records SET is_superseded = 1 WHERE id = ? AND version = ?",
            [record.id.text, current.version])
        _ = try insert([(record, current.version + 1)])
        return .newVersion
    }

    func removeRecords(of incidents: [Incident.ID]) throws(StoreError) {
        for sql in [
            "UPDATE records SET incident = '', body = x'' WHERE incident = ? AND is_kept",
            "DELETE FROM records WHERE incident = ?",
        ] {
            try execute("remove records", sql, each: incidents, with: { [$0.text] })
        }
    }

    func removeRecords(
        ofNamesFrom prefix: String, arrivedBefore instant: Instant, limit: Int
    ) throws(StoreError) -> Int {
        try execute(
            "remove records of \(prefix)",
            """
            DELETE FROM records WHERE number IN (
                SELECT number FROM records INDEXED BY records_of_incident
                WHERE incident >= ? AND incident < ? AND arrived_at < ? AND NOT is_kept LIMIT ?)
            """, [prefix, prefix + Self.afterPrefix, instant.milliseconds, limit])
    }

    /// The end of the range of texts that begin with a prefix, after the prefix.
    static let afterPrefix = "\u{10FFFF}"

    private func insert(
        _ records: [(row: RecordRow, version: Int)]
    ) throws(StoreError) -> [Int] {
        try execute(
            "keep records",
            """
            INSERT INTO records (id, version, incident, digest, arrived_at, origin, is_kept,
                is_superseded, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (id, version) DO NOTHING
            """, each: records
        ) { record, version in
            [
                record.id.text, version, record.incident.text, record.digest,
                record.arrivedAt.milliseconds, record.origin, record.arrival == .kept,
                record.body,
            ]
        }
    }
}
