internal import Calendars
internal import Cases
import JSON
internal import Rules
internal import Storage

extension OwedRow {
    fileprivate var values: [any Bindable] {
        [
            incident.text, obligation.text, position, rule.text, name, owing.text,
            JSON.array(awaiting.map { .string($0.text) }).serialized(), occurrence, rulebook,
            title, openedAt.milliseconds, dueAt?.milliseconds,
            waitsFor?.json.serialized() as String?, beganAt?.milliseconds,
            status.rawValue, verdict?.name, lateBy, verdict?.report?.text,
            decidedAt?.milliseconds, waivedBy,
            faults.isEmpty ? nil : JSON.array(faults.map(\.json)).serialized() as String?,
            severity, isOpen,
        ]
    }
}

extension SQLiteSession: OwedWriting {
    func owed(
        of incidents: [Incident.ID], onlyOpen: Bool
    ) throws(StoreError) -> [OwedRow] {
        try fetch(
            "read what is owed",
            """
            SELECT \(OwedRow.columns) FROM owed WHERE incident = ? AND is_open >= ?
            ORDER BY position
            """, each: incidents, with: { [$0.text, onlyOpen] }, as: OwedRow.init)
    }

    func questions(of incidents: [Incident.ID]) throws(StoreError) -> [OwedQuestion] {
        try fetch(
            "read what is in question",
            "SELECT incident, about, fault FROM questions WHERE incident = ? "
                + "ORDER BY fault IS NULL, about",
            each: incidents, with: { [$0.text] },
            as: { OwedQuestion($0) })
    }

    func statements(
        of incidents: [Incident.ID]
    ) throws(StoreError) -> [Incident.ID: [ListedStatement]] {
        let rows = try fetch(
            "read what was stated", "SELECT incident, body FROM stated WHERE incident = ?",
            each: incidents, with: { [$0.text] },
            as: { row -> (Incident.ID, [ListedStatement]) in
                let text: String = row[1]
                let json = try? JSONReader.read(Array(text.utf8), limits: .stored)
                let found = (json?.array ?? []).compactMap(ListedStatement.init(coded:))
                return (Incident.ID(row[0] as String), found)
            })
        return Dictionary(rows) { first, _ in first }
    }

    private func saveStatements(_ changes: [OwedChange]) throws(StoreError) {
        let changed = changes.filter { $0.statements != nil }
        try execute(
            "forget what was stated", "DELETE FROM stated WHERE incident = ?", each: changed,
            with: { [$0.incident.text] })
        try execute(
            "save what was stated", "INSERT INTO stated (incident, body) VALUES (?, ?)",
            each: changed.filter { $0.statements?.isEmpty == false },
            with: { change in
                let list = JSON.array((change.statements ?? []).map(\.json))
                return [change.incident.text, list.serialized()]
            })
    }

    func casesWithoutOwed(limit: Int) throws(StoreError) -> [CaseRow] {
        try fetch(
            "read cases without what they owe",
            """
            SELECT \(CaseRow.columns) FROM cases INDEXED BY cases_without_owed
            WHERE NOT has_owed LIMIT ?
            """, [limit], as: CaseRow.init)
    }

    func saveOwed(_ changes: [OwedChange]) throws(StoreError) {
        try execute(
            "let go of what is not owed",
            "DELETE FROM owed WHERE incident = ? AND obligation = ?",
            each: changes.flatMap { change in change.removed.map { (change.incident, $0) } },
            with: { [$0.text, $1.text] })
        try execute(
            "save what is owed", Self.upsert, each: changes.flatMap(\.rows), with: { $0.values })
        // Apart from the rows above: a status is in no index.
        try execute(
            "save a status", "UPDATE owed SET status = ? WHERE incident = ? AND obligation = ?",
            each: changes.flatMap(\.restated),
            with: { [$0.status.rawValue, $0.incident.text, $0.obligation.text] })
        try saveStatements(changes)
        try execute(
            "forget what was in question",
            "DELETE FROM questions WHERE incident = ? AND about = ?",
            each: changes.flatMap { change in change.answered.map { (change.incident, $0) } },
            with: { [$0.text, $1] })
        try execute(
            "save what is in question",
            """
            INSERT INTO questions (incident, about, fault) VALUES (?, ?, ?)
            ON CONFLICT (incident, about) DO UPDATE SET fault = excluded.fault
            """, each: changes.flatMap(\.asked),
            with: { [$0.incident.text, $0.about, $0.fault?.json.serialized() as String?] })
    }

    // Looking up a statement of 23 columns twice is slow, so it is looked up once per set.
    private static let upsert = """
        INSERT INTO owed (\(OwedRow.columns), is_open)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (incident, obligation) DO UPDATE SET
            position = excluded.position, owing = excluded.owing, title = excluded.title,
            opened_at = excluded.opened_at, rulebook = excluded.rulebook,
            due_at = excluded.due_at, waits_for = excluded.waits_for,
            began_at = excluded.began_at, status = excluded.status,
            verdict = excluded.verdict, late_by = excluded.late_by, report = excluded.report,
            decided_at = CASE
                WHEN excluded.verdict IS owed.verdict AND excluded.late_by IS owed.late_by
                THEN owed.decided_at ELSE excluded.decided_at END,
            waived_by = excluded.waived_by, faults = excluded.faults,
            severity = excluded.severity, is_open = excluded.is_open
        """

    func noteOwed(of incidents: [Incident.ID]) throws(StoreError) {
        try execute(
            "note what has its rows", "UPDATE cases SET has_owed = 1 WHERE incident = ?",
            each: incidents, with: { [$0.text] })
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
                "remove what was owed", "DELETE FROM \(table) WHERE incident = ?",
                each: incidents, with: { [$0.text] })
        }
    }

    func removeOwed(
        ofNamesFrom prefix: String, decidedBefore instant: Instant, limit: Int
    ) throws(StoreError) -> Int {
        try execute(
            "remove what was owed of \(prefix)",
            """
            DELETE FROM owed WHERE number IN (
                SELECT number FROM owed
                WHERE incident >= ? AND incident < ? AND NOT is_open
                    AND coalesce(decided_at, due_at, opened_at) < ? LIMIT ?)
            """, [prefix, prefix + Self.afterPrefix, instant.milliseconds, limit])
    }
}
