internal import Calendars
internal import Cases
internal import Rules
internal import Storage

extension PostgreSQLSession {
    func claim(_ claim: Claim) throws(StoreError) -> [OutboxEntry] {
        let again = try fetch(
            "claim deliveries",
            """
            SELECT \(OutboxEntry.columns) FROM outbox
            WHERE lease_token = $1 AND state = 'waiting'
            ORDER BY is_operational DESC, turn_at, number
            """, [.text(claim.token)], as: { OutboxEntry($0) })
        guard again.isEmpty else { return again }
        let numbers = try choice(for: claim).numbers(total: claim.room.total)
        guard !numbers.isEmpty else { return [] }
        // By number and not joined with the choice: the server would plan to read the whole table.
        let rows = try fetch(
            "claim deliveries",
            """
            UPDATE outbox SET is_uncertain = is_uncertain OR lease_owner IS NOT NULL,
                lease_owner = $1, lease_token = $2, lease_until = $3, available_at = $3,
                lease_epoch = lease_epoch + 1
            WHERE number = ANY ($4) RETURNING \(OutboxEntry.columns)
            """,
            [
                .text(claim.owner), .text(claim.token), .int(claim.until.milliseconds),
                .ints(numbers),
            ],
            as: { row in (OutboxEntry(row), row[OutboxEntry.numberColumn] as Int64) })
        let entries = Dictionary(rows.map { ($0.1, $0.0) }) { first, _ in first }
        return numbers.compactMap { entries[$0] }
    }

    /// Chooses among the claimable deliveries left by other watchers, and locks them.
    private func choice(for claim: Claim) throws(StoreError) -> ClaimChoice {
        let channels = try waitingChannels(at: claim.at)
        var operational: [Room] = []
        var ordinary: [Room] = []
        for (channel, hasOperational) in channels {
            let count = claim.room.operational(on: channel)
            if hasOperational, count > 0 {
                operational.append(Room(channel: channel, limit: count))
            }
            let groups = claim.room.groups(on: channel)
            // The most copies of one message on a channel with guaranteed room.
            let most = groups.always > 0 ? Self.copiesMax : 0
            let limit = max(claim.room.total, most) + count
            if groups.limit > 0, limit > 0 { ordinary.append(Room(channel: channel, limit: limit)) }
        }
        var choice = ClaimChoice()
        for (room, rows) in try free("AND is_operational", operational, at: claim.at) {
            choice.takeOperational(rows, limit: room.limit)
        }
        for (room, rows) in try free("", ordinary, at: claim.at) {
            choice.consider(rows, groups: claim.room.groups(on: room.channel))
        }
        return choice
    }

    /// The number of deliveries considered on a channel.
    private struct Room {
        let channel: Channel.ID
        let limit: Int
    }

    private static let copiesMax = 64

    /// Returns the channels with waiting deliveries, in the order of their names, and which of them
    /// have one about Duebell itself; each is found by a look into an index.
    private func waitingChannels(
        at now: Instant
    ) throws(StoreError) -> [(channel: Channel.ID, hasOperational: Bool)] {
        try fetch(
            "claim deliveries",
            """
            WITH RECURSIVE channels (name) AS (
                (SELECT channel FROM outbox WHERE state = 'waiting' ORDER BY channel LIMIT 1)
                UNION ALL
                SELECT (
                    SELECT channel FROM outbox
                    WHERE state = 'waiting' AND channel > channels.name ORDER BY channel LIMIT 1)
                FROM channels WHERE channels.name IS NOT NULL)
            SELECT name, EXISTS (
                SELECT 1 FROM outbox WHERE state = 'waiting' AND is_operational
                    AND channel = name AND available_at <= $1)
            FROM channels WHERE name IS NOT NULL
            """, [.int(now.milliseconds)],
            as: { (channel: Channel.ID($0[0] as String), hasOperational: $0[1]) })
    }

    /// Returns the claimable deliveries on channels, in the order of their turns, and locks them.
    private func free(
        _ condition: String, _ rooms: [Room], at now: Instant
    ) throws(StoreError) -> [(room: Room, rows: [ClaimChoice.Free])] {
        guard !rooms.isEmpty else { return [] }
        let found = try fetch(
            "claim deliveries",
            """
            SELECT room.place, free.number, message, turn_at, available_at
            FROM unnest($1, $2) WITH ORDINALITY AS room (channel, rest, place)
            CROSS JOIN LATERAL (
                SELECT number, message, turn_at, available_at FROM outbox
                WHERE state = 'waiting' \(condition) AND outbox.channel = room.channel
                    AND available_at <= $3
                ORDER BY turn_at, available_at, number LIMIT room.rest
                FOR UPDATE SKIP LOCKED) AS free
            """,
            [
                .texts(rooms.map(\.channel.text)), .ints(rooms.map { Int64($0.limit) }),
                .int(now.milliseconds),
            ],
            as: { row in
                (
                    place: row[0] as Int,
                    free: ClaimChoice.Free(
                        number: row[1], group: row[2], turnAt: row.instant(3),
                        availableAt: row.instant(4))
                )
            })
        let free = Dictionary(grouping: found, by: \.place).mapValues { $0.map(\.free) }
        return rooms.enumerated().map { place, room in (room, free[place + 1] ?? []) }
    }

    func releaseLeases(except owner: String) throws(StoreError) -> Int {
        try change(
            "release the leases of others",
            """
            UPDATE outbox SET lease_owner = NULL, lease_token = NULL, lease_until = NULL,
                is_uncertain = true, available_at = next_attempt_at
            WHERE number = ANY (ARRAY (
                SELECT number FROM outbox
                WHERE lease_token IS NOT NULL AND state = 'waiting' AND lease_owner <> $1
                    AND NOT EXISTS (
                        SELECT 1 FROM watchers
                        WHERE run = lease_owner AND seen_at > \(Self.clock) - \(Self.absentAfter))
                ORDER BY number FOR UPDATE SKIP LOCKED))
            """, [.text(owner)])
    }

    /// The present by the server's clock, in milliseconds since 1970.
    static let clock = "(extract(epoch FROM clock_timestamp()) * 1000)::int8"
    /// The beginning of the statement by the server's clock; unlike the present, an index can be
    /// searched for it.
    static let begun = "(extract(epoch FROM statement_timestamp()) * 1000)::int8"
    /// The time in milliseconds after which a watcher that has not signed counts as gone.
    static let absentAfter = 4_000
}
