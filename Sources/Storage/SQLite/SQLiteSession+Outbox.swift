internal import Calendars
internal import Cases
internal import GRDB
internal import Rules

// The outbox, written.
extension SQLiteSession {
    func enqueue(_ entry: OutboxEntry) throws(StoreError) -> Bool {
        let changed = try execute(
            "enqueue delivery \(entry.id)",
            """
            INSERT INTO outbox (id, message, channel, address, recipient, incident, decided_at,
                due_at, expires_at, payload, state, attempts, next_attempt_at, available_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                entry.id.text, entry.group.text, entry.channel.text, entry.address,
                entry.recipient, entry.incident?.text, entry.decidedAt.milliseconds,
                entry.dueAt.milliseconds, entry.expiresAt?.milliseconds, entry.payload,
                entry.nextAttemptAt.milliseconds, entry.nextAttemptAt.milliseconds,
            ])
        return changed > 0
    }

    func claim(
        _ room: ClaimRoom, at now: Instant, leaseUntil: Instant, owner: String
    ) throws(StoreError) -> [OutboxEntry] {
        var search = ClaimSearch(room: room)
        var claimed: [OutboxEntry] = []
        repeat {
            for (var entry, number) in try free(for: &search, at: now) {
                try execute(
                    "claim delivery",
                    """
                    UPDATE outbox SET lease_owner = ?, lease_until = ?, available_at = ?
                    WHERE number = ?
                    """,
                    [owner, leaseUntil.milliseconds, leaseUntil.milliseconds, number])
                entry.lease = OutboxEntry.Lease(owner: owner, until: leaseUntil)
                claimed.append(entry)
            }
        } while search.isCutShort
        return claimed
    }

    /// What may be leased, up to the first whose channel has no room: the next search leaves that
    /// channel out, so that a long queue on one is not read again for each claim.
    private func free(
        for search: inout ClaimSearch, at now: Instant
    ) throws(StoreError) -> [(OutboxEntry, Int64)] {
        var found: [(OutboxEntry, Int64)] = []
        let full = JSON.array(search.room.full.map { .string($0.text) }).serialized()
        search.isCutShort = false
        try during("claim deliveries") {
            let arguments: [any Bindable] = [now.milliseconds, full, search.room.total]
            try database.run(Self.freeDeliveries, arguments) { row in
                guard search.takes(row) else { return false }
                found.append((OutboxEntry(row), row[OutboxEntry.numberColumn]))
                return true
            }
        }
        return found
    }

    private static let freeDeliveries = """
        SELECT \(OutboxEntry.columns) FROM outbox
        WHERE state = 'waiting' AND available_at <= ?
            AND channel NOT IN (SELECT value FROM json_each(?))
        ORDER BY due_at, available_at, number LIMIT ?
        """

    func release(leasesOf owner: String) throws(StoreError) -> Int {
        try execute(
            "release the leases of \(owner)",
            """
            UPDATE outbox SET lease_owner = NULL, lease_until = NULL,
                available_at = next_attempt_at
            WHERE state = 'waiting' AND lease_owner = ?
            """,
            [owner])
    }

    func settle(_ settlement: Settlement) throws(StoreError) -> SettlementOutcome {
        guard let standing = try standing(of: settlement.delivery) else { return .unknown }
        let attempts = standing.attempts + (settlement.attempt == nil ? 0 : 1)
        if let attempt = settlement.attempt {
            try append(attempt, as: attempts, of: standing.number)
        }
        guard standing.yields(to: settlement) else {
            if settlement.attempt != nil {
                try execute(
                    "count an attempt", "UPDATE outbox SET attempts = ? WHERE number = ?",
                    [attempts, standing.number])
            }
            return .overtaken
        }
        let (state, next) = settlement.outcome.stateAndNext
        try execute(
            "settle a delivery",
            """
            UPDATE outbox SET state = ?, attempts = ?, lease_owner = NULL, lease_until = NULL,
                next_attempt_at = coalesce(?, next_attempt_at),
                available_at = coalesce(?, next_attempt_at)
            WHERE number = ?
            """,
            [
                state.rawValue, attempts, next?.milliseconds, next?.milliseconds,
                standing.number,
            ])
        return .settled
    }

    private func standing(of delivery: Delivery.ID) throws(StoreError) -> Standing? {
        try fetchFirst(
            "settle delivery \(delivery)",
            "SELECT number, state, attempts, lease_owner FROM outbox WHERE id = ?",
            [delivery.text],
            as: { row in
                Standing(
                    number: row[0], state: OutboxEntry.State(rawValue: row[1]) ?? .waiting,
                    attempts: row[2], owner: row[3])
            })
    }

    private func append(
        _ attempt: AttemptRow, as number: Int, of delivery: Int64
    ) throws(StoreError) {
        try execute(
            "write an attempt down",
            """
            INSERT INTO attempts (delivery, number, started_at, ended_at, code, text)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                delivery, number, attempt.startedAt.milliseconds, attempt.endedAt.milliseconds,
                attempt.code, attempt.text,
            ])
    }
}

/// How far a claim has come.
private struct ClaimSearch {
    /// What is left of it.
    var room: ClaimRoom
    /// Whether the last search ended at a channel that is full.
    var isCutShort = false
    private var groups: Set<Message.ID> = []

    init(room: ClaimRoom) {
        self.room = room
    }

    mutating func takes(_ row: SQLiteRow) -> Bool {
        let group = Message.ID(row[OutboxEntry.groupColumn])
        // Those of one group go together, in one place.
        isCutShort = !groups.contains(group) && !room.take(.init(row[OutboxEntry.channelColumn]))
        guard !isCutShort else { return false }
        groups.insert(group)
        room.total -= 1
        return true
    }
}

/// How a delivery stands when a settlement comes for it.
private struct Standing {
    let number: Int64
    let state: OutboxEntry.State
    let attempts: Int
    let owner: String?

    /// Whether a settlement still decides something.
    func yields(to settlement: Settlement) -> Bool {
        // That it arrived is true whoever says it, and however late.
        if settlement.outcome == .delivered { return state != .delivered }
        guard state == .waiting else { return false }
        return settlement.owner == nil || settlement.owner == owner
    }
}

extension Settlement.Outcome {
    /// The state it leads to and, if that is waiting, until when.
    fileprivate var stateAndNext: (OutboxEntry.State, Instant?) {
        switch self {
        case .delivered: (.delivered, nil)
        case .deferred(let until): (.waiting, until)
        case .refused: (.refused, nil)
        case .withdrawn: (.withdrawn, nil)
        case .expired: (.expired, nil)
        }
    }
}
