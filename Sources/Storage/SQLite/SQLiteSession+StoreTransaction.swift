internal import Calendars
internal import Cases
internal import GRDB
internal import Rules

extension SQLiteSession: StoreTransaction {
    func insert(_ record: RecordRow) throws(StoreError) -> RecordOutcome {
        // An id that was ever seen has a version 1, so most records need this statement alone.
        if try insert(record, version: 1) { return .new }
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
        _ = try insert(record, version: current.version + 1)
        return .newVersion
    }

    private func insert(_ record: RecordRow, version: Int) throws(StoreError) -> Bool {
        let changed = try execute(
            "keep record \(record.id)",
            """
            INSERT INTO records (id, version, incident, digest, arrived_at, origin, is_kept,
                is_superseded, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (id, version) DO NOTHING
            """,
            [
                record.id.text, version, record.incident.text, record.digest,
                record.arrivedAt.milliseconds, record.origin, record.arrival == .kept,
                record.body,
            ])
        return changed > 0
    }

    func save(_ row: CaseRow) throws(StoreError) {
        try execute(
            "save case \(row.incident)",
            """
            INSERT INTO cases (incident, next_at, phase, title, opened_at, updated_at, body)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (incident) DO UPDATE SET
                next_at = excluded.next_at, phase = excluded.phase, title = excluded.title,
                opened_at = excluded.opened_at, updated_at = excluded.updated_at,
                body = excluded.body, set_aside_at = NULL, set_aside_reason = NULL
            """,
            [
                row.incident.text, row.nextAt?.milliseconds, row.phase, row.title,
                row.openedAt.milliseconds, row.updatedAt.milliseconds, row.body,
            ])
    }

    func setAside(_ incident: Incident.ID, reason: String, at: Instant) throws(StoreError) {
        try execute(
            "set case \(incident) aside",
            """
            INSERT INTO cases (incident, next_at, phase, title, opened_at, updated_at, body,
                set_aside_at, set_aside_reason)
            VALUES (?1, NULL, 'open', NULL, ?2, ?2, x'', ?2, ?3)
            ON CONFLICT (incident) DO UPDATE SET
                set_aside_at = excluded.set_aside_at,
                set_aside_reason = excluded.set_aside_reason
            """,
            [incident.text, at.milliseconds, reason])
    }

    func append(_ row: JournalRow) throws(StoreError) {
        try execute(
            "write the journal", "INSERT INTO journal (incident, at, body) VALUES (?, ?, ?)",
            [row.incident?.text, row.at.milliseconds, row.body])
    }

    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) throws(StoreError) {
        try execute(
            "keep rulebook \(digest)",
            """
            INSERT INTO rulebooks (digest, saved_at, body) VALUES (?, ?, ?)
            ON CONFLICT (digest) DO UPDATE SET saved_at = excluded.saved_at
            """,
            [digest, at.milliseconds, bytes])
    }

    func note(_ key: String, until: Instant) throws(StoreError) {
        try execute(
            "note \(key)",
            """
            INSERT INTO notes (key, until) VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until
            """,
            [key, until.milliseconds])
    }

    func forgetNotes(endedBefore instant: Instant, except keys: [String]) throws(StoreError) {
        let places = keys.map { _ in "?" }.joined(separator: ", ")
        try execute(
            "forget old notes", "DELETE FROM notes WHERE until < ? AND key NOT IN (\(places))",
            [instant.milliseconds] + keys)
    }
}
