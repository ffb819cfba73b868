internal import Calendars
internal import Cases
internal import GRDB
internal import Rules
internal import Storage

extension SQLiteSession {
    func claim(_ claim: Claim) throws(StoreError) -> [OutboxEntry] {
        let again = try fetch(
            "claim deliveries",
            """
            SELECT \(OutboxEntry.columns) FROM outbox
            WHERE lease_token = ? AND state = 'waiting'
            ORDER BY is_operational DESC, turn_at, number
            """, [claim.token], as: { OutboxEntry($0) })
        guard again.isEmpty else { return again }
        return try fetch(
            "claim deliveries",
            """
            UPDATE outbox SET is_uncertain = is_uncertain OR lease_owner IS NOT NULL,
                lease_owner = ?, lease_token = ?, lease_until = ?3, available_at = ?3,
                lease_epoch = lease_epoch + 1
            WHERE number = ? RETURNING \(OutboxEntry.columns)
            """, each: try choice(for: claim).numbers(total: claim.room.total),
            with: { [claim.owner, claim.token, claim.until.milliseconds, $0] },
            as: { OutboxEntry($0) })
    }

    /// Chooses among the claimable deliveries, one channel after another.
    private func choice(for claim: Claim) throws(StoreError) -> ClaimChoice {
        var choice = ClaimChoice()
        var channel = ""
        while let next = try waitingChannel(after: channel) {
            channel = next
            let operational = claim.room.operational(on: Channel.ID(next))
            if operational > 0 {
                choice.takeOperational(
                    try free(Self.freeOperational, [next, claim.at.milliseconds, operational]),
                    limit: operational)
            }
            let groups = claim.room.groups(on: Channel.ID(next))
            guard groups.limit > 0 else { continue }
            // The most copies of one message on a channel with guaranteed room.
            let most = groups.always > 0 ? Self.copiesMax : 0
            let limit = max(claim.room.total, most) + operational
            guard limit > 0 else { continue }
            choice.consider(
                try free(Self.freeOnChannel, [next, claim.at.milliseconds, limit]),
                groups: groups)
        }
        return choice
    }

    private static let copiesMax = 64

    /// Returns the next channel with waiting deliveries, in alphabetical order.
    private func waitingChannel(after channel: String) throws(StoreError) -> String? {
        try fetchFirst(
            "claim deliveries",
            """
            SELECT channel FROM outbox WHERE state = 'waiting' AND channel > ?
            ORDER BY channel LIMIT 1
            """,
            [channel], as: { $0[0] })
    }

    private func free(
        _ sql: String, _ arguments: [any Bindable]
    ) throws(StoreError) -> [ClaimChoice.Free] {
        try fetch(
            "claim deliveries", sql, arguments,
            as: { row in
                ClaimChoice.Free(
                    number: row[0], group: row[1], turnAt: row.instant(2),
                    availableAt: row.instant(3))
            })
    }

    private static let freeOnChannel = """
        SELECT number, message, turn_at, available_at FROM outbox
        WHERE state = 'waiting' AND channel = ? AND available_at <= ?
        ORDER BY turn_at, available_at, number LIMIT ?
        """

    private static let freeOperational = """
        SELECT number, message, turn_at, available_at FROM outbox INDEXED BY outbox_operational
        WHERE state = 'waiting' AND is_operational AND channel = ? AND available_at <= ?
        ORDER BY turn_at, available_at, number LIMIT ?
        """
}
