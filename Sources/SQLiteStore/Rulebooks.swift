internal import Calendars
internal import Storage

extension SQLiteSession: RulebookWriting {
    func rulebook(_ digest: String) throws(StoreError) -> [UInt8]? {
        try fetchFirst(
            "read rulebook \(digest)", "SELECT body FROM rulebooks WHERE digest = ?", [digest],
            as: { $0.bytes(0) })
    }

    func rulesInForce() throws(StoreError) -> RulesInForce? {
        try fetchFirst(
            "read which rules are in force",
            "SELECT digest, generation, by, at FROM rules_in_force",
            as: { RulesInForce(digest: $0[0], generation: $0[1], by: $0[2], at: $0.instant(3)) })
    }

    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) throws(StoreError) {
        try execute(
            "keep rulebook \(digest)",
            """
            INSERT INTO rulebooks (digest, saved_at, body) VALUES (?, ?, ?)
            ON CONFLICT (digest) DO NOTHING
            """,
            [digest, at.milliseconds, bytes])
    }

    func publishRules(
        _ digest: String, after generation: Int?, by owner: String, at: Instant
    ) throws(StoreError) -> Bool {
        guard let generation else {
            let first = try execute(
                "put rulebook \(digest) in force",
                """
                INSERT INTO rules_in_force (only_row, digest, generation, by, at)
                VALUES (1, ?, 1, ?, ?) ON CONFLICT DO NOTHING
                """, [digest, owner, at.milliseconds])
            return first > 0
        }
        let changed = try execute(
            "put rulebook \(digest) in force",
            """
            UPDATE rules_in_force SET digest = ?, generation = generation + 1, by = ?, at = ?
            WHERE generation = ?
            """, [digest, owner, at.milliseconds, generation])
        return changed > 0
    }

    func rulebookDigests(savedBefore instant: Instant) throws(StoreError) -> [String] {
        try fetch(
            "read which rulebooks are kept",
            "SELECT digest FROM rulebooks WHERE saved_at < ? ORDER BY saved_at, digest",
            [instant.milliseconds], as: { $0[0] as String })
    }

    func removeRulebooks(_ digests: [String]) throws(StoreError) -> Int {
        try execute(
            "remove rulebooks",
            """
            DELETE FROM rulebooks WHERE digest = ?
                AND digest NOT IN (SELECT digest FROM rules_in_force)
            """, each: digests, with: { [$0] }
        ).reduce(0, +)
    }
}
