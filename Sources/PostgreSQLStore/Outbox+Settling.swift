internal import Calendars
internal import Cases
import Deliveries
import JSON
internal import Rules
internal import Storage

// Settlements: the rows are locked and read, decided in order, and written together.
extension PostgreSQLSession {
    func settle(_ settlements: [Settlement]) throws(StoreError) -> [SettlementOutcome] {
        guard !settlements.isEmpty else { return [] }
        var stored = try storedDeliveries(of: settlements)
        let outcomes = settlements.map { settlement in
            stored[settlement.delivery]?.settle(settlement) ?? .unknown
        }
        let changed = stored.values.sorted { $0.number < $1.number }
        try append(changed.flatMap { one in one.added.map { (one.number, $0) } })
        try write(changed.filter(\.isSettled))
        try count(changed.filter { !$0.isSettled && !$0.added.isEmpty })
        return outcomes
    }

    private func storedDeliveries(
        of settlements: [Settlement]
    ) throws(StoreError) -> [Delivery.ID: StoredDelivery] {
        let rows = try fetch(
            "settle deliveries",
            """
            SELECT id, number, state, attempts, lease_owner IS NOT NULL, lease_epoch, holds,
                next_attempt_at, is_uncertain
            FROM outbox WHERE id = ANY ($1) ORDER BY number FOR UPDATE
            """, [.texts(Array(Set(settlements.map(\.delivery.text))))],
            as: { (Delivery.ID($0[0] as String), StoredDelivery($0)) })
        var stored = Dictionary(rows) { first, _ in first }
        let tried = rows.filter { $0.1.attempts > 0 }
        guard !tried.isEmpty else { return stored }
        let ids = Dictionary(tried.map { ($0.1.number, $0.0) }) { first, _ in first }
        let epochs = try fetch(
            "settle deliveries", "SELECT delivery, epoch FROM attempts WHERE delivery = ANY ($1)",
            [.ints(tried.map(\.1.number))], as: { ($0[0] as Int64, $0[1] as Int64?) })
        for (number, epoch) in epochs {
            guard let id = ids[number], let epoch else { continue }
            stored[id]?.epochs.insert(epoch)
        }
        return stored
    }

    private func append(_ added: [(delivery: Int64, NumberedAttempt)]) throws(StoreError) {
        guard !added.isEmpty else { return }
        try execute(
            "write attempts down",
            """
            INSERT INTO attempts (delivery, number, epoch, started_at, ended_at, code, text, notes)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .ints(added.map(\.delivery)), .ints(added.map { Int64($0.1.number) }),
                .ints(added.map(\.1.epoch)), .ints(added.map(\.1.row.startedAt.milliseconds)),
                .ints(added.map(\.1.row.endedAt.milliseconds)),
                .ints(added.map { Int64($0.1.row.code) }), .texts(added.map(\.1.row.text)),
                .texts(added.map(\.1.row.notes.columnText)),
            ])
    }

    private func write(_ rows: [StoredDelivery]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try execute(
            "settle deliveries",
            """
            UPDATE outbox SET state = new.state, attempts = new.attempts, lease_owner = NULL,
                lease_token = NULL, lease_until = NULL, next_attempt_at = new.next,
                available_at = new.next, holds = new.holds, hold_mask = new.mask,
                held_by = new.held_by,
                requested_by = CASE WHEN new.tried THEN NULL ELSE requested_by END,
                requested_at = CASE WHEN new.tried THEN NULL ELSE requested_at END,
                end_reason = new.end_reason, merged_into = new.merged_into,
                is_uncertain = new.uncertain
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                AS new (number, state, attempts, next, holds, mask, held_by, tried, end_reason,
                    merged_into, uncertain)
            WHERE outbox.number = new.number
            """,
            [
                .ints(rows.map(\.number)), .texts(rows.map(\.state.rawValue)),
                .ints(rows.map { Int64($0.attempts) }),
                .ints(rows.map(\.nextAttemptAt.milliseconds)), .texts(rows.map(\.holds.columnText)),
                .ints(rows.map { Int64($0.holds.mask) }),
                .texts(rows.map { $0.holds.first?.kind.rawValue }), .bools(rows.map(\.isTried)),
                .texts(rows.map { $0.end?.json.serialized() }),
                .texts(rows.map { $0.mergedInto?.text }), .bools(rows.map(\.isUncertain)),
            ])
    }

    private func count(_ rows: [StoredDelivery]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try execute(
            "count attempts",
            """
            UPDATE outbox SET attempts = new.attempts
            FROM unnest($1, $2) AS new (number, attempts) WHERE outbox.number = new.number
            """, [.ints(rows.map(\.number)), .ints(rows.map { Int64($0.attempts) })])
    }
}

/// An attempt with its number and the epoch of its lease.
private struct NumberedAttempt {
    let number: Int
    let epoch: Int64
    let row: AttemptRow
}

/// A delivery while settlements for it are decided.
private struct StoredDelivery {
    let number: Int64
    private(set) var state: OutboxEntry.State
    private(set) var attempts: Int
    private var isLeased: Bool
    private let epoch: Int64
    private(set) var holds: [HoldReason]
    private(set) var nextAttemptAt: Instant
    private(set) var isUncertain: Bool
    private(set) var end: EndReason?
    private(set) var mergedInto: Delivery.ID?
    /// True if an attempt ended the request to send it once more.
    private(set) var isTried = false
    private(set) var isSettled = false
    /// The epochs of the attempts that are stored.
    var epochs: Set<Int64> = []
    /// The attempts to store.
    private(set) var added: [NumberedAttempt] = []

    init(_ row: PostgreSQLRow) {
        number = row[1]
        state = OutboxEntry.State(rawValue: row[2]) ?? .waiting
        attempts = row[3]
        isLeased = row[4]
        epoch = row[5]
        holds = row.json(6).compactMap(HoldReason.init(coded:))
        nextAttemptAt = row.instant(7)
        isUncertain = row[8]
    }

    /// Applies a settlement; returns its effect.
    mutating func settle(_ settlement: Settlement) -> SettlementOutcome {
        if let attempt = settlement.attempt, let epoch = settlement.attemptEpoch,
            epochs.insert(epoch).inserted
        {
            attempts += 1
            added.append(NumberedAttempt(number: attempts, epoch: epoch, row: attempt))
        }
        guard settlement.counts(for: state, isLeased: isLeased, epoch: epoch) else {
            return .overtaken
        }
        let (state, next) = settlement.stateAndNext
        // An attempt ends the wait and its reasons.
        if settlement.attempt != nil {
            holds = []
            isTried = true
        }
        if let hold = settlement.hold { holds = holds.adding(hold) }
        self.state = state
        isLeased = false
        nextAttemptAt = next ?? nextAttemptAt
        isUncertain = isUncertain || settlement.isUncertain
        end = settlement.end
        mergedInto = settlement.mergedInto
        isSettled = true
        return .settled
    }
}
