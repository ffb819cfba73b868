internal import Calendars
internal import Cases
import Deliveries
internal import GRDB
import JSON
internal import Rules
internal import Storage

/// Replaces sentences by structured reasons in every delivery and attempt.
enum ReasonsMigration {
    static func run(in database: Database) throws {
        try database.execute(sql: columns)
        let prose = LegacyProse(mutes: try mutes(in: database))
        try rewrite(
            in: database,
            "SELECT number, remark, state FROM outbox WHERE remark IS NOT NULL"
        ) { row in
            let state = OutboxEntry.State(rawValue: row[2]) ?? .waiting
            let remark = prose.remark(row[1], of: state)
            try database.run(
                outboxReasons,
                [
                    remark.holds.columnText, remark.holds.mask, remark.holds.first?.kind.rawValue,
                    remark.request?.by, remark.request?.at.milliseconds,
                    remark.end?.json.serialized(), remark.mergedInto?.text, row[0] as Int64,
                ]
            ) { _ in true }
        }
        try rewrite(
            in: database,
            """
            SELECT attempts.delivery, attempts.remarks, outbox.incident, attempts.number
            FROM attempts JOIN outbox ON outbox.number = attempts.delivery
            WHERE attempts.remarks <> ''
            """
        ) { row in
            let incident = (row[2] as String?).map { Incident.ID($0) }
            let notes = prose.notes(row[1], about: incident)
            try database.run(
                "UPDATE attempts SET notes = ? WHERE delivery = ? AND number = ?",
                [notes.columnText, row[0] as Int64, row[3] as Int64]
            ) { _ in true }
        }
        try database.execute(
            sql: """
                ALTER TABLE outbox DROP COLUMN remark;
                ALTER TABLE attempts DROP COLUMN remarks;
                """)
    }

    /// Returns the mutes of all stored rulebooks, whose documents are lists with a JSON text as
    /// second member.
    private static func mutes(in database: Database) throws -> [(id: Mute.ID, why: String?)] {
        var mutes: [(id: Mute.ID, why: String?)] = []
        try database.run("SELECT body FROM rulebooks", []) { row in
            for document in row.json(0) {
                guard let list = document.array, list.count >= 2, let text = list[1].string,
                    let json = try? JSONReader.read(Array(text.utf8), limits: .stored)
                else { continue }
                for mute in json["mutes"]?.object?.members ?? [] {
                    mutes.append((Mute.ID(mute.key), mute.value["why"]?.string))
                }
            }
            return true
        }
        return mutes
    }

    /// Runs a body over every row of a query.
    private static func rewrite(
        in database: Database, _ sql: String, each body: (SQLiteRow) throws -> Void
    ) throws {
        // Rows change while they are read, but in no column used to find or order them.
        try database.run(sql, []) { row in
            try body(row)
            return true
        }
    }

    private static let columns = """
        ALTER TABLE outbox ADD COLUMN holds TEXT;
        ALTER TABLE outbox ADD COLUMN hold_mask INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN held_by TEXT;
        ALTER TABLE outbox ADD COLUMN requested_by TEXT;
        ALTER TABLE outbox ADD COLUMN requested_at INTEGER;
        ALTER TABLE outbox ADD COLUMN end_reason TEXT;
        ALTER TABLE outbox ADD COLUMN merged_into TEXT;
        ALTER TABLE attempts ADD COLUMN notes TEXT;
        """

    private static let outboxReasons = """
        UPDATE outbox SET holds = ?, hold_mask = ?, held_by = ?, requested_by = ?,
            requested_at = ?, end_reason = ?, merged_into = ?
        WHERE number = ?
        """
}
