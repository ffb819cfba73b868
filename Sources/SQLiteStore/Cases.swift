internal import Calendars
internal import Cases
internal import Rules
internal import Storage

extension SQLiteSession: CaseWriting {
    func cases(_ incidents: [Incident.ID]) throws(StoreError) -> [CaseRow] {
        try fetch(
            "read cases", "SELECT \(CaseRow.columns) FROM cases WHERE incident = ?",
            each: incidents, with: { [$0.text] }, as: CaseRow.init)
    }

    func cases(
        matching filter: CaseFilter, limit: Int, after place: CaseCursor?
    ) throws(StoreError) -> [CaseRow] {
        try list(CaseRow.columns, filter, limit, place, CaseCursor.init(of:), as: CaseRow.init)
    }

    func headings(
        matching filter: CaseFilter, limit: Int, after place: CaseCursor?
    ) throws(StoreError) -> [CaseHeading] {
        try list(
            CaseHeading.columns, filter, limit, place, CaseCursor.init(of:),
            as: CaseHeading.init)
    }

    private func list<T>(
        _ columns: String, _ filter: CaseFilter, _ limit: Int, _ place: CaseCursor?,
        _ key: (T) -> CaseCursor, as decode: (SQLiteRow) throws -> T
    ) throws(StoreError) -> [T] {
        // The index has a list for each phase, and a separate one for the few cases set aside.
        if filter.phase == nil, filter.isSetAside != true {
            var found: [T] = []
            for phase in CasePhase.allCases {
                var one = filter
                one.phase = phase
                found += try list(columns, one, limit, place, key, as: decode)
            }
            return Array(found.sorted { key($0) > key($1) }.prefix(limit))
        }
        var conditions = ["TRUE"]
        var arguments: [any Bindable] = []
        if let phase = filter.phase {
            conditions.append("phase = ?")
            arguments += [phase.rawValue]
        }
        if let isSetAside = filter.isSetAside {
            conditions.append("set_aside_at IS \(isSetAside ? "NOT NULL" : "NULL")")
        }
        if let hasObligations = filter.hasObligations {
            let exists = "EXISTS (SELECT 1 FROM owed WHERE owed.incident = cases.incident)"
            conditions.append(hasObligations ? exists : "NOT " + exists)
        }
        if let place {
            conditions.append("(opened_at, incident) < (?, ?)")
            arguments += [place.openedAt.milliseconds, place.incident.text]
        }
        return try fetch(
            "list cases",
            """
            SELECT \(columns) FROM cases WHERE \(conditions.joined(separator: " AND "))
            ORDER BY opened_at DESC, incident DESC LIMIT ?
            """,
            arguments + [limit], as: decode)
    }

    func dueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow] {
        let first = try dueCases("INDEXED BY cases_untold", "is_untold", instant, limit)
        guard first.count < limit else { return first }
        return first
            + (try dueCases(
                "INDEXED BY cases_due", "NOT is_untold", instant, limit - first.count))
    }

    private func dueCases(
        _ index: String, _ condition: String, _ instant: Instant, _ limit: Int
    ) throws(StoreError) -> [CaseRow] {
        try fetch(
            "read what is due",
            """
            SELECT \(CaseRow.columns) FROM cases \(index)
            WHERE \(condition) AND next_at <= ? AND set_aside_at IS NULL ORDER BY next_at LIMIT ?
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
        limit: Int, after place: IdleCaseCursor?
    ) throws(StoreError) -> [(row: CaseRow, place: IdleCaseCursor)] {
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
                return (found, IdleCaseCursor(updatedAt: found.updatedAt, number: number))
            })
    }

    // The database has one watcher, which has one writer.
    func lockCases(_ incidents: [Incident.ID]) throws(StoreError) {}

    func lockDueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow] {
        try dueCases(before: instant, limit: limit)
    }

    func save(_ rows: [CaseRow]) throws(StoreError) {
        try execute(
            "save cases",
            """
            INSERT INTO cases (incident, next_at, phase, title, opened_at, updated_at, body,
                has_owed, is_untold, has_parts)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (incident) DO UPDATE SET
                next_at = excluded.next_at, phase = excluded.phase, title = excluded.title,
                opened_at = excluded.opened_at, updated_at = excluded.updated_at,
                body = excluded.body, set_aside_at = NULL, set_aside_reason = NULL,
                has_owed = 1, is_untold = excluded.is_untold, has_parts = excluded.has_parts
            """, each: rows
        ) { row in
            [
                row.incident.text, row.nextAt?.milliseconds, row.phase.rawValue, row.title,
                row.openedAt.milliseconds, row.updatedAt.milliseconds, row.body,
                row.isUntold, row.hasParts,
            ]
        }
    }

    func setAside(_ incident: Incident.ID, reason: String, at: Instant) throws(StoreError) {
        try execute(
            "set case \(incident) aside",
            """
            INSERT INTO cases (incident, next_at, phase, title, opened_at, updated_at, body,
                set_aside_at, set_aside_reason, has_owed)
            VALUES (?1, NULL, 'open', NULL, ?2, ?2, x'', ?2, ?3, 1)
            ON CONFLICT (incident) DO UPDATE SET
                set_aside_at = excluded.set_aside_at,
                set_aside_reason = excluded.set_aside_reason
            """,
            [incident.text, at.milliseconds, reason])
    }

    func finishedCases(
        before instant: Instant, limit: Int
    ) throws(StoreError) -> [Incident.ID] {
        try fetch(
            "read finished cases",
            """
            SELECT incident FROM cases INDEXED BY cases_in_phase
            WHERE phase = 'closed' AND opened_at < ?1 AND updated_at < ?1 AND next_at IS NULL
                AND set_aside_at IS NULL AND has_owed
                AND NOT EXISTS (
                    SELECT 1 FROM owed WHERE owed.incident = cases.incident AND is_open)
                AND NOT EXISTS (
                    SELECT 1 FROM outbox INDEXED BY outbox_of_incident
                    WHERE outbox.incident = cases.incident AND state = 'waiting')
            ORDER BY opened_at, incident LIMIT ?2
            """, [instant.milliseconds, limit], as: { Incident.ID($0[0] as String) })
    }

    func removeCases(_ incidents: [Incident.ID]) throws(StoreError) {
        try removeParts(of: incidents)
        try execute(
            "remove cases", "DELETE FROM cases WHERE incident = ?", each: incidents,
            with: { [$0.text] })
    }
}
