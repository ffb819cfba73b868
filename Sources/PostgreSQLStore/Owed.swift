internal import Calendars
internal import Cases
import JSON
internal import Rules
internal import Storage

extension [OwedRow] {
    /// The values of the columns, one array each, and whether each obligation is open.
    fileprivate var values: [PostgreSQLValue] {
        [
            .texts(map(\.incident.text)), .texts(map(\.obligation.text)),
            .ints(map { Int64($0.position) }), .texts(map(\.rule.text)), .texts(map(\.name)),
            .texts(map(\.owing.text)),
            .texts(map { JSON.array($0.awaiting.map { .string($0.text) }).serialized() }),
            .ints(map { $0.occurrence.map { Int64($0) } }), .texts(map(\.rulebook)),
            .texts(map(\.title)), .ints(map(\.openedAt.milliseconds)),
            .ints(map { $0.dueAt?.milliseconds }),
            .texts(map { $0.waitsFor?.json.serialized() }),
            .ints(map { $0.beganAt?.milliseconds }), .texts(map(\.status.rawValue)),
            .texts(map { $0.verdict?.name }), .ints(map(\.lateBy)),
            .texts(map { $0.verdict?.report?.text }), .ints(map { $0.decidedAt?.milliseconds }),
            .texts(map(\.waivedBy)),
            .texts(
                map { $0.faults.isEmpty ? nil : JSON.array($0.faults.map(\.json)).serialized() }),
            .texts(map(\.severity)), .bools(map(\.isOpen)),
        ]
    }
}

extension PostgreSQLSession: OwedWriting {
    func owed(
        of incidents: [Incident.ID], onlyOpen: Bool
    ) throws(StoreError) -> [OwedRow] {
        try fetch(
            "read what is owed",
            """
            SELECT \(OwedRow.columns)
            FROM unnest($1) WITH ORDINALITY AS asked (asked_id, place)
            JOIN owed ON owed.incident = asked_id AND (is_open OR NOT $2)
            ORDER BY place, position
            """, [.texts(incidents.map(\.text)), .bool(onlyOpen)], as: OwedRow.init)
    }

    func questions(of incidents: [Incident.ID]) throws(StoreError) -> [OwedQuestion] {
        try fetch(
            "read what is in question",
            """
            SELECT incident, about, fault
            FROM unnest($1) WITH ORDINALITY AS asked (asked_id, place)
            JOIN questions ON questions.incident = asked_id
            ORDER BY place, fault IS NULL, about
            """, [.texts(incidents.map(\.text))], as: { OwedQuestion($0) })
    }

    func statements(
        of incidents: [Incident.ID]
    ) throws(StoreError) -> [Incident.ID: [ListedStatement]] {
        let rows = try fetch(
            "read what was stated",
            "SELECT incident, body FROM stated WHERE incident = ANY ($1)",
            [.texts(incidents.map(\.text))],
            as: { row in
                (
                    Incident.ID(row[0] as String),
                    row.json(1).compactMap(ListedStatement.init(coded:))
                )
            })
        return Dictionary(rows) { first, _ in first }
    }

    func casesWithoutOwed(limit: Int) throws(StoreError) -> [CaseRow] {
        try fetch(
            "read cases without what they owe",
            "SELECT \(CaseRow.columns) FROM cases WHERE NOT has_owed LIMIT $1",
            [.int(Int64(limit))], as: CaseRow.init)
    }

    func saveOwed(_ changes: [OwedChange]) throws(StoreError) {
        let removed = changes.flatMap { change in change.removed.map { (change.incident, $0) } }
        if !removed.isEmpty {
            try execute(
                "let go of what is not owed",
                """
                DELETE FROM owed USING unnest($1, $2) AS gone (incident, obligation)
                WHERE owed.incident = gone.incident AND owed.obligation = gone.obligation
                """, [.texts(removed.map(\.0.text)), .texts(removed.map(\.1.text))])
        }
        let rows = changes.flatMap(\.rows).lastOfEach { [$0.incident.text, $0.obligation.text] }
        if !rows.isEmpty { try execute("save what is owed", Self.upsert, rows.values) }
        let restated = changes.flatMap(\.restated)
        if !restated.isEmpty {
            try execute(
                "save a status",
                """
                UPDATE owed SET status = new.status
                FROM unnest($1, $2, $3) AS new (incident, obligation, status)
                WHERE owed.incident = new.incident AND owed.obligation = new.obligation
                """,
                [
                    .texts(restated.map(\.incident.text)),
                    .texts(restated.map(\.obligation.text)),
                    .texts(restated.map(\.status.rawValue)),
                ])
        }
        try saveStatements(changes)
        try saveQuestions(changes)
    }

    private func saveStatements(_ changes: [OwedChange]) throws(StoreError) {
        let changed = changes.filter { $0.statements != nil }.lastOfEach(\.incident)
        guard !changed.isEmpty else { return }
        try execute(
            "forget what was stated", "DELETE FROM stated WHERE incident = ANY ($1)",
            [.texts(changed.map(\.incident.text))])
        let stated = changed.filter { $0.statements?.isEmpty == false }
        try execute(
            "save what was stated",
            "INSERT INTO stated (incident, body) SELECT * FROM unnest($1, $2)",
            [
                .texts(stated.map(\.incident.text)),
                .texts(stated.map { JSON.array(($0.statements ?? []).map(\.json)).serialized() }),
            ])
    }

    private func saveQuestions(_ changes: [OwedChange]) throws(StoreError) {
        let answered = changes.flatMap { change in change.answered.map { (change.incident, $0) } }
        if !answered.isEmpty {
            try execute(
                "forget what was in question",
                """
                DELETE FROM questions USING unnest($1, $2) AS gone (incident, about)
                WHERE questions.incident = gone.incident AND questions.about = gone.about
                """, [.texts(answered.map(\.0.text)), .texts(answered.map(\.1))])
        }
        let questions = changes.flatMap(\.asked).lastOfEach { [$0.incident.text, $0.about] }
        guard !questions.isEmpty else { return }
        try execute(
            "save what is in question",
            """
            INSERT INTO questions (incident, about, fault) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (incident, about) DO UPDATE SET fault = excluded.fault
            """,
            [
                .texts(questions.map(\.incident.text)), .texts(questions.map(\.about)),
                .texts(questions.map { $0.fault?.json.serialized() }),
            ])
    }

    private static let upsert = """
        INSERT INTO owed (\(OwedRow.columns), is_open)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            $17, $18, $19, $20, $21, $22, $23)
        ON CONFLICT (incident, obligation) DO UPDATE SET
            position = excluded.position, owing = excluded.owing, title = excluded.title,
            opened_at = excluded.opened_at, rulebook = excluded.rulebook,
            due_at = excluded.due_at, waits_for = excluded.waits_for,
            began_at = excluded.began_at, status = excluded.status,
            verdict = excluded.verdict, late_by = excluded.late_by, report = excluded.report,
            decided_at = CASE
                WHEN excluded.verdict IS NOT DISTINCT FROM owed.verdict
                    AND excluded.late_by IS NOT DISTINCT FROM owed.late_by
                THEN owed.decided_at ELSE excluded.decided_at END,
            waived_by = excluded.waived_by, faults = excluded.faults,
            severity = excluded.severity, is_open = excluded.is_open
        """

    func noteOwed(of incidents: [Incident.ID]) throws(StoreError) {
        try execute(
            "note what has its rows", "UPDATE cases SET has_owed = true WHERE incident = ANY ($1)",
            [.texts(incidents.map(\.text))])
    }

    func rulebooksOfOpen() throws(StoreError) -> Set<String> {
        Set(
            try fetch(
                "read the rulebooks of what is owed",
                "SELECT DISTINCT rulebook FROM owed WHERE is_open", as: { $0[0] as String }))
    }

    func removeOwed(of incidents: [Incident.ID]) throws(StoreError) {
        for table in ["owed", "questions", "stated"] {
            try execute(
                "remove what was owed", "DELETE FROM \(table) WHERE incident = ANY ($1)",
                [.texts(incidents.map(\.text))])
        }
    }

    func removeOwed(
        ofNamesFrom prefix: String, decidedBefore instant: Instant, limit: Int
    ) throws(StoreError) -> Int {
        try change(
            "remove what was owed of \(prefix)",
            """
            DELETE FROM owed WHERE number = ANY (ARRAY (
                SELECT number FROM owed
                WHERE incident >= $1 AND incident < $2 AND NOT is_open
                    AND coalesce(decided_at, due_at, opened_at) < $3 LIMIT $4))
            """,
            [
                .text(prefix), .text(prefix + Self.afterPrefix), .int(instant.milliseconds),
                .int(Int64(limit)),
            ])
    }
}
