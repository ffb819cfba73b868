import Cases
import Deliveries
import JSON
import Rules

extension OutboxEntry {
    package static let columns = """
        id, message, channel, address, recipient, incident, decided_at, due_at, expires_at,
        payload, is_operational, next_attempt_at, state, attempts, lease_owner, lease_token,
        lease_until, lease_epoch, is_uncertain, queued_at, holds, requested_by, requested_at,
        end_reason, merged_into, turn_at, number
        """

    /// The index of the row number, the integer to which attempts refer.
    package static let numberColumn = 26

    package init(_ row: some StoredColumns) {
        self.init(
            id: .init(row[0]), group: .init(row[1]), channel: .init(row[2]), address: row[3],
            recipient: row[4], incident: (row[5] as String?).map { Incident.ID($0) },
            decidedAt: row.instant(6), dueAt: row.instant(7), expiresAt: row.optionalInstant(8),
            payload: row.bytes(9), isOperational: row[10],
            isFirst: row.instant(25) < row.instant(7), nextAttemptAt: row.instant(11))
        state = State(rawValue: row[12]) ?? .waiting
        attempts = row[13]
        if let owner = row[14] as String?, let until = row.optionalInstant(16) {
            lease = Lease(owner: owner, token: row[15], until: until)
        }
        epoch = row[17]
        isUncertain = row[18]
        queuedAt = row.optionalInstant(19) ?? decidedAt
        holds = row.json(20).compactMap(HoldReason.init(coded:))
        if let by = row[21] as String?, let at = row.optionalInstant(22) {
            request = ResendRequest(by: by, at: at)
        }
        if (row[23] as String?) != nil { end = EndReason(coded: .array(row.json(23))) }
        mergedInto = (row[24] as String?).map { Delivery.ID($0) }
    }
}

extension AttemptRow {
    package static let columns = "started_at, ended_at, code, text, notes"

    package init(_ row: some StoredColumns) {
        self.init(
            startedAt: row.instant(0), endedAt: row.instant(1), code: row[2], text: row[3],
            notes: row.json(4).compactMap(AttemptNote.init(coded:)))
    }
}

extension [HoldReason] {
    /// The reasons in the form of their column; nil for none.
    package var columnText: String? { isEmpty ? nil : JSON.array(map(\.json)).serialized() }
}

extension [AttemptNote] {
    /// The notes in the form of their column; nil for none.
    package var columnText: String? { isEmpty ? nil : JSON.array(map(\.json)).serialized() }
}
