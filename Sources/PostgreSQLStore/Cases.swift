internal import Calendars
internal import Cases
internal import Rules
internal import Storage

extension PostgreSQLSession: CaseWriting {
    func cases(_ incidents: [Incident.ID]) throws(StoreError) -> [CaseRow] {
        try fetch(
            "read cases",
            """
            SELECT \(CaseRow.columns)
            FROM unnest($1) WITH ORDINALITY AS asked (id, place)
            JOIN cases ON cases.incident = asked.id ORDER BY place
            """, [.texts(incidents.map(\.text))], as: CaseRow.init)
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
        _ key: (T) -> CaseCursor, as decode: (PostgreSQLRow) throws -> T
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
        var conditions = PostgreSQLConditions()
        if let phase = filter.phase { conditions.add("phase = $", .text(phase.rawValue)) }
        if let isSetAside = filter.isSetAside {
            conditions.add("set_aside_at IS \(isSetAside ? "NOT NULL" : "NULL")")
        }
        if let hasObligations = filter.hasObligations {
            let exists = "EXISTS (SELECT 1 FROM owed WHERE owed.incident = cases.incident)"
            conditions.add(hasObligations ? exists : "NOT " + exists)
        }
        if let place {
            conditions.add(
                "(opened_at, incident) < ($, $)", .int(place.openedAt.milliseconds),
                .text(place.incident.text))
        }
        let limit = conditions.place(of: .int(Int64(limit)))
        return try fetch(
            "list cases",
            """
            SELECT \(columns) FROM cases WHERE \(conditions.text)
            ORDER BY opened_at DESC, incident DESC LIMIT \(limit)
            """, conditions.values, as: decode)
    }

    func dueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow] {
        try dueCases(before: instant, limit: limit, "")
    }

    func lockDueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow] {
        try dueCases(before: instant, limit: limit, "FOR UPDATE SKIP LOCKED")
    }

    private func dueCases(
        before instant: Instant, limit: Int, _ lock: String
    ) throws(StoreError) -> [CaseRow] {
        var found: [CaseRow] = []
        for condition in ["is_untold", "NOT is_untold"] where found.count < limit {
            found += try fetch(
                "read what is due",
                """
                SELECT \(CaseRow.columns) FROM cases
                WHERE \(condition) AND next_at <= $1 AND set_aside_at IS NULL
                ORDER BY next_at LIMIT $2 \(lock)
                """, [.int(instant.milliseconds), .int(Int64(limit - found.count))],
                as: CaseRow.init)
        }
        return found
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
                AND (updated_at, number) > ($1, $2)
            ORDER BY updated_at, number LIMIT $3
            """,
            [
                .int(place?.updatedAt.milliseconds ?? Int64.min), .int(place?.number ?? 0),
                .int(Int64(limit)),
            ],
            as: { row in
                let found = CaseRow(row)
                let number: Int64 = row[CaseRow.columnsCount]
                return (found, IdleCaseCursor(updatedAt: found.updatedAt, number: number))
            })
    }

    func lockCases(_ incidents: [Incident.ID]) throws(StoreError) {
        guard !incidents.isEmpty else { return }
        let values: [PostgreSQLValue] = [.texts(incidents.map(\.text))]
        // The server has room for some thousand such locks in all. One transaction that needs many
        // therefore takes one for all incidents, which every other holds in part.
        let isMany = incidents.count > Self.locksMax
        let shared = isMany ? "" : "_shared"
        try execute(
            "lock cases",
            "SELECT pg_advisory_xact_lock\(shared)(\(Self.lockSpace + 1), 0)")
        if !isMany {
            try execute(
                "lock cases",
                """
                SELECT count(pg_advisory_xact_lock(\(Self.lockSpace), lock)) FROM (
                    SELECT DISTINCT hashtext(incident) AS lock FROM unnest($1) AS asked (incident)
                    ORDER BY 1) AS locks
                """, values)
        }
        // The row as well, which is all that a scheduler locks.
        try execute(
            "lock cases",
            "SELECT 1 FROM cases WHERE incident = ANY ($1) ORDER BY incident FOR UPDATE", values)
    }

    /// The most incidents locked one by one in a call.
    static let locksMax = 1_000
    /// The first of the numbers under which Duebell's locks lie: `DUEB`.
    static let lockSpace = 0x4455_4542

    func save(_ rows: [CaseRow]) throws(StoreError) {
        let rows = rows.lastOfEach(\.incident)
        guard !rows.isEmpty else { return }
        try execute(
            "save cases",
            """
            INSERT INTO cases (incident, next_at, phase, title, opened_at, updated_at, body,
                is_untold, has_parts)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (incident) DO UPDATE SET
                next_at = excluded.next_at, phase = excluded.phase, title = excluded.title,
                opened_at = excluded.opened_at, updated_at = excluded.updated_at,
                body = excluded.body, is_untold = excluded.is_untold,
                has_parts = excluded.has_parts, set_aside_at = NULL,
                set_aside_reason = NULL, has_owed = true
            """,
            [
                .texts(rows.map(\.incident.text)), .ints(rows.map { $0.nextAt?.milliseconds }),
                .texts(rows.map(\.phase.rawValue)), .texts(rows.map(\.title)),
                .ints(rows.map(\.openedAt.milliseconds)),
                .ints(rows.map(\.updatedAt.milliseconds)), .byteArrays(rows.map(\.body)),
                .bools(rows.map(\.isUntold)), .bools(rows.map(\.hasParts)),
            ])
    }

    func setAside(_ incident: Incident.ID, reason: String, at: Instant) throws(StoreError) {
        try execute(
            "set case \(incident) aside",
            """
            INSERT INTO cases (incident, next_at, phase, title, opened_at, updated_at, body,
                set_aside_at, set_aside_reason)
            VALUES ($1, NULL, 'open', NULL, $2, $2, '', $2, $3)
            ON CONFLICT (incident) DO UPDATE SET
                set_aside_at = excluded.set_aside_at,
                set_aside_reason = excluded.set_aside_reason
            """, [.text(incident.text), .int(at.milliseconds), .text(reason)])
    }

    func finishedCases(
        before instant: Instant, limit: Int
    ) throws(StoreError) -> [Incident.ID] {
        try fetch(
            "read finished cases",
            """
            SELECT incident FROM cases
            WHERE phase = 'closed' AND opened_at < $1 AND updated_at < $1 AND next_at IS NULL
                AND set_aside_at IS NULL AND has_owed
                AND NOT EXISTS (
                    SELECT 1 FROM owed WHERE owed.incident = cases.incident AND is_open)
                AND NOT EXISTS (
                    SELECT 1 FROM outbox
                    WHERE outbox.incident = cases.incident AND state = 'waiting')
            ORDER BY opened_at, incident LIMIT $2
            """, [.int(instant.milliseconds), .int(Int64(limit))],
            as: { Incident.ID($0[0] as String) })
    }

    func removeCases(_ incidents: [Incident.ID]) throws(StoreError) {
        try removeParts(of: incidents)
        try execute(
            "remove cases", "DELETE FROM cases WHERE incident = ANY ($1)",
            [.texts(incidents.map(\.text))])
    }
}
