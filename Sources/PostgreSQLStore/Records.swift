internal import Calendars
internal import Cases
internal import Rules
internal import Storage

/// A record to insert, with its version.
private typealias NumberedRecord = (row: RecordRow, version: Int, isSuperseded: Bool)

extension PostgreSQLSession: RecordWriting {
    func records(_ ids: [Cases.Record.ID]) throws(StoreError) -> [RecordRow] {
        try fetch(
            "read records",
            """
            SELECT \(RecordRow.columns)
            FROM unnest($1) WITH ORDINALITY AS asked (asked_id, place) CROSS JOIN LATERAL (
                SELECT * FROM records WHERE records.id = asked_id
                ORDER BY version DESC LIMIT 1) AS latest
            ORDER BY place
            """, [.texts(ids.map(\.text))], as: RecordRow.init)
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
            "SELECT \(RecordRow.columns) FROM records WHERE incident = $1 ORDER BY number",
            [.text(incident.text)], as: RecordRow.init)
    }

    func insert(_ records: [RecordRow]) throws(StoreError) -> [RecordOutcome] {
        guard !records.isEmpty else { return [] }
        // Any known id has a version 1, so most records need only this statement.
        var firsts: Set<Cases.Record.ID> = []
        let candidates = records.filter { firsts.insert($0.id).inserted }
        let new = Set(
            try fetch(
                "keep records", Self.insertion + " RETURNING id",
                Self.values(of: candidates.map { ($0, 1, false) }), as: { $0[0] as String }))
        var known: [Cases.Record.ID: (digest: String, version: Int)] = [:]
        var rest: [Int] = []
        var outcomes = [RecordOutcome](repeating: .new, count: records.count)
        for (place, record) in records.enumerated() {
            if new.contains(record.id.text), known[record.id] == nil {
                known[record.id] = (record.digest, 1)
            } else {
                rest.append(place)
            }
        }
        guard !rest.isEmpty else { return outcomes }
        let unread = Set(rest.map { records[$0].id }.filter { known[$0] == nil })
        try readDigests(of: unread, into: &known)
        try insertAgain(records, rest, &known, &outcomes)
        return outcomes
    }

    private func readDigests(
        of ids: Set<Cases.Record.ID>,
        into known: inout [Cases.Record.ID: (digest: String, version: Int)]
    ) throws(StoreError) {
        guard !ids.isEmpty else { return }
        let rows = try fetch(
            "read known records",
            """
            SELECT DISTINCT ON (id) id, digest, version FROM records WHERE id = ANY ($1)
            ORDER BY id, version DESC
            """, [.texts(ids.map(\.text))],
            as: { ($0[0] as String, $0[1] as String, $0[2] as Int) })
        for (id, digest, version) in rows { known[.init(id)] = (digest, version) }
    }

    /// Stores records whose ids exist already, if they are other versions.
    private func insertAgain(
        _ records: [RecordRow], _ places: [Int],
        _ known: inout [Cases.Record.ID: (digest: String, version: Int)],
        _ outcomes: inout [RecordOutcome]
    ) throws(StoreError) {
        var versions: [NumberedRecord] = []
        var superseded: [(id: Cases.Record.ID, version: Int)] = []
        for place in places {
            let record = records[place]
            guard let current = known[record.id], current.digest != record.digest else {
                outcomes[place] = .duplicate
                continue
            }
            guard record.arrival == .kept else {
                outcomes[place] = .conflict(existingDigest: current.digest)
                continue
            }
            if let last = versions.lastIndex(where: { $0.row.id == record.id }) {
                versions[last].isSuperseded = true
            } else {
                superseded.append((record.id, current.version))
            }
            versions.append((record, current.version + 1, false))
            known[record.id] = (record.digest, current.version + 1)
            outcomes[place] = .newVersion
        }
        guard !versions.isEmpty else { return }
        try execute(
            "supersede records",
            """
            UPDATE records SET is_superseded = true
            FROM unnest($1, $2) AS old (id, version)
            WHERE records.id = old.id AND records.version = old.version
            """,
            [
                .texts(superseded.map(\.id.text)), .ints(superseded.map { Int64($0.version) }),
            ])
        try execute("keep records", Self.insertion, Self.values(of: versions))
    }

    // In the order of arrival, which the numbers keep.
    private static let insertion = """
        INSERT INTO records (id, version, incident, digest, arrived_at, origin, is_kept,
            is_superseded, body)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id, version) DO NOTHING
        """

    private static func values(of records: [NumberedRecord]) -> [PostgreSQLValue] {
        [
            .texts(records.map(\.row.id.text)), .ints(records.map { Int64($0.version) }),
            .texts(records.map(\.row.incident.text)), .texts(records.map(\.row.digest)),
            .ints(records.map(\.row.arrivedAt.milliseconds)), .texts(records.map(\.row.origin)),
            .bools(records.map { $0.row.arrival == .kept }), .bools(records.map(\.isSuperseded)),
            .byteArrays(records.map(\.row.body)),
        ]
    }

    func removeRecords(of incidents: [Incident.ID]) throws(StoreError) {
        for sql in [
            "UPDATE records SET incident = '', body = '' WHERE incident = ANY ($1) AND is_kept",
            "DELETE FROM records WHERE incident = ANY ($1)",
        ] {
            try execute("remove records", sql, [.texts(incidents.map(\.text))])
        }
    }

    func removeRecords(
        ofNamesFrom prefix: String, arrivedBefore instant: Instant, limit: Int
    ) throws(StoreError) -> Int {
        try change(
            "remove records of \(prefix)",
            """
            DELETE FROM records WHERE number = ANY (ARRAY (
                SELECT number FROM records
                WHERE incident >= $1 AND incident < $2 AND arrived_at < $3 AND NOT is_kept
                LIMIT $4))
            """,
            [
                .text(prefix), .text(prefix + Self.afterPrefix), .int(instant.milliseconds),
                .int(Int64(limit)),
            ])
    }

    /// The end of the range of texts that begin with a prefix, after the prefix.
    static let afterPrefix = "\u{10FFFF}"
}
