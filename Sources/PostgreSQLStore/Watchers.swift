package import Calendars
internal import Rules
package import Storage

// Signatures and duties of watchers.
extension PostgreSQLStore: SharedStore {
    package func sign(_ signature: WatcherSignature) async throws(StoreError) -> SharedState {
        try await write { transaction throws in
            guard let session = transaction as? PostgreSQLSession else {
                throw StoreError.failed(during: "sign", detail: "a transaction of another store")
            }
            return try session.sign(signature)
        }
    }

    package func signOff(_ run: String) async throws(StoreError) {
        try await write { transaction throws in
            try (transaction as? PostgreSQLSession)?.signOff(run)
        }
    }

    package func watchers() async throws(StoreError) -> [WatcherRow] {
        try await read { snapshot throws in
            try (snapshot as? PostgreSQLSession)?.watchers() ?? []
        }
    }

    package func takeDuty(
        _ name: String, by run: String, for span: Duration
    ) async throws(StoreError) -> Bool {
        try await write { transaction throws in
            try (transaction as? PostgreSQLSession)?.takeDuty(name, by: run, for: span) ?? false
        }
    }

    package func clock() async throws(StoreError) -> Instant {
        let read = try await read { snapshot throws in
            try (snapshot as? PostgreSQLSession)?.fetchFirst(
                "read the clock", "SELECT \(PostgreSQLSession.clock)", as: { $0.instant(0) })
        }
        guard let read else { throw .failed(during: "read the clock", detail: "no answer") }
        return read
    }
}

extension PostgreSQLSession {
    fileprivate func sign(_ signature: WatcherSignature) throws(StoreError) -> SharedState {
        // A signature that a crash of the server loses is made again in a second.
        try execute("sign", "SELECT set_config('synchronous_commit', 'off', true)")
        try execute(
            "sign",
            """
            INSERT INTO watchers (run, name, version, rules_generation, started_at, seen_at)
            VALUES ($1, $2, $3, $4, \(Self.clock), \(Self.clock))
            ON CONFLICT (run) DO UPDATE SET rules_generation = excluded.rules_generation,
                seen_at = excluded.seen_at
            """,
            [
                .text(signature.run), .text(signature.name), .text(signature.version),
                .int(signature.generation.map { Int64($0) }),
            ])
        let released = try releaseLeases(except: signature.run)
        let isWorkDue = try fetchFirst(
            "sign",
            """
            SELECT EXISTS (
                SELECT 1 FROM cases WHERE next_at <= \(Self.begun) AND set_aside_at IS NULL)
                OR EXISTS (
                    SELECT 1 FROM outbox WHERE state = 'waiting' AND available_at <= \(Self.begun))
            """, as: { $0[0] as Bool })
        let present = try fetch(
            "sign",
            "SELECT run FROM watchers WHERE seen_at > \(Self.clock) - \(Self.absentAfter)",
            as: { $0[0] as String })
        return SharedState(
            generation: try rulesInForce()?.generation, present: Set(present),
            released: released, isWorkDue: isWorkDue ?? false)
    }

    fileprivate func signOff(_ run: String) throws(StoreError) {
        try execute("sign off", "DELETE FROM watchers WHERE run = $1", [.text(run)])
        try execute("sign off", "DELETE FROM duties WHERE holder = $1", [.text(run)])
        try execute(
            "sign off", "DELETE FROM watchers WHERE seen_at < \(Self.clock) - 86400000")
        _ = try releaseLeases(except: "")
    }

    fileprivate func watchers() throws(StoreError) -> [WatcherRow] {
        try fetch(
            "read which watchers run",
            """
            SELECT run, name, version, rules_generation, started_at, seen_at,
                seen_at > \(Self.clock) - \(Self.absentAfter)
            FROM watchers WHERE seen_at > \(Self.clock) - 86400000 ORDER BY started_at DESC, run
            """,
            as: { row in
                WatcherRow(
                    signature: WatcherSignature(
                        run: row[0], name: row[1], version: row[2],
                        generation: (row[3] as Int64?).map { Int($0) }),
                    startedAt: row.instant(4), seenAt: row.instant(5), isPresent: row[6])
            })
    }

    fileprivate func takeDuty(
        _ name: String, by run: String, for span: Duration
    ) throws(StoreError) -> Bool {
        let changed = try change(
            "take the duty \(name)",
            """
            INSERT INTO duties (name, holder, epoch, until) VALUES ($1, $2, 1, \(Self.clock) + $3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
                epoch = duties.epoch + CASE WHEN duties.holder = $2 THEN 0 ELSE 1 END
            WHERE duties.holder = $2 OR duties.until <= \(Self.clock)
            """, [.text(name), .text(run), .int(span.wholeMilliseconds)])
        return changed > 0
    }
}
