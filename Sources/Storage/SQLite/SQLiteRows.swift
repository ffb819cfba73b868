internal import Calendars
internal import Cases
internal import Rules

// Each row type names its columns once, in the order its initialiser reads them.

extension RecordRow {
    static let columns =
        "id, incident, digest, arrived_at, origin, is_kept, body, version, is_superseded"

    init(_ row: SQLiteRow) {
        self.init(
            id: .init(row[0]), incident: Incident.ID(row[1]), digest: row[2],
            arrivedAt: row.instant(3), origin: row[4], arrival: row[5] ? .kept : .once,
            body: row.bytes(6))
        version = row[7]
        isSuperseded = row[8]
    }
}

extension CaseRow {
    static let columns = """
        incident, next_at, phase, title, opened_at, updated_at, body, set_aside_at,
        set_aside_reason
        """

    /// Where further columns begin.
    static let columnsCount = 9

    init(_ row: SQLiteRow) {
        self.init(
            incident: Incident.ID(row[0]), nextAt: row.optionalInstant(1), phase: row[2],
            title: row[3], openedAt: row.instant(4), updatedAt: row.instant(5),
            body: row.bytes(6))
        setAside = row.optionalInstant(7).map { SetAside(at: $0, reason: row[8] ?? "") }
    }
}

extension JournalRow {
    static let columns = "incident, at, body"

    init(_ row: SQLiteRow) {
        self.init(
            incident: (row[0] as String?).map { Incident.ID($0) }, at: row.instant(1),
            body: row.bytes(2))
    }
}

extension OutboxEntry {
    static let columns = """
        id, message, channel, address, recipient, incident, decided_at, due_at, expires_at,
        payload, next_attempt_at, state, attempts, lease_owner, lease_until, remark, number,
        is_uncertain, queued_at
        """

    /// The place of the row's number, the integer that attempts refer to.
    static let numberColumn = 16
    /// Where further columns begin.
    static let columnsCount = 19

    init(_ row: SQLiteRow) {
        self.init(
            id: .init(row[0]), group: .init(row[1]), channel: .init(row[2]), address: row[3],
            recipient: row[4], incident: (row[5] as String?).map { Incident.ID($0) },
            decidedAt: row.instant(6), dueAt: row.instant(7), expiresAt: row.optionalInstant(8),
            payload: row.bytes(9), nextAttemptAt: row.instant(10))
        state = State(rawValue: row[11]) ?? .waiting
        attempts = row[12]
        if let owner = row[13] as String?, let until = row.optionalInstant(14) {
            lease = Lease(owner: owner, until: until)
        }
        remark = row[15]
        isUncertain = row[17]
        queuedAt = row.optionalInstant(18) ?? decidedAt
    }
}

extension AttemptRow {
    static let columns = "started_at, ended_at, code, text, remarks"

    init(_ row: SQLiteRow) {
        let remarks = row[4] as String
        self.init(
            startedAt: row.instant(0), endedAt: row.instant(1), code: row[2], text: row[3],
            remarks: remarks.split(separator: "\n").map(String.init))
    }
}
