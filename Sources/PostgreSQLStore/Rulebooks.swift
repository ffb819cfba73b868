internal import Calendars
internal import Storage

extension PostgreSQLSession: RulebookWriting {
    func rulebook(_ digest: String) throws(StoreError) -> [UInt8]? {
        try fetchFirst(
            "read rulebook \(digest)", "SELECT body FROM rulebooks WHERE digest = $1",
            [.text(digest)], as: { $0.bytes(0) })
    }

    func rulesInForce() throws(StoreError) -> RulesInForce? {
        try fetchFirst(
            "read which rules are in force",
            "SELECT digest, generation, published_by, at FROM rules_in_force",
            as: { RulesInForce(digest: $0[0], generation: $0[1], by: $0[2], at: $0.instant(3)) })
    }

    func saveRulebook(_ digest: String, bytes: [UInt8], at: Instant) throws(StoreError) {
        try execute(
            "keep rulebook \(digest)",
            """
            INSERT INTO rulebooks (digest, saved_at, body) VALUES ($1, $2, $3)
            ON CONFLICT (digest) DO NOTHING
            """, [.text(digest), .int(at.milliseconds), .bytes(bytes)])
    }

    func publishRules(
        _ digest: String, after generation: Int?, by owner: String, at: Instant
    ) throws(StoreError) -> Bool {
        let sql =
            generation == nil
            ? """
            INSERT INTO rules_in_force (digest, generation, published_by, at)
            VALUES ($1, coalesce($4, 0) + 1, $2, $3) ON CONFLICT DO NOTHING
            """
            : """
            UPDATE rules_in_force SET digest = $1, generation = generation + 1,
                published_by = $2, at = $3 WHERE generation = $4
            """
        let changed = try change(
            "put rulebook \(digest) in force", sql,
            [
                .text(digest), .text(owner), .int(at.milliseconds),
                .int(generation.map { Int64($0) }),
            ])
        return changed > 0
    }

    func rulebookDigests(savedBefore instant: Instant) throws(StoreError) -> [String] {
        try fetch(
            "read which rulebooks are kept",
            "SELECT digest FROM rulebooks WHERE saved_at < $1 ORDER BY saved_at, digest",
            [.int(instant.milliseconds)], as: { $0[0] as String })
    }

    func removeRulebooks(_ digests: [String]) throws(StoreError) -> Int {
        try change(
            "remove rulebooks",
            """
            DELETE FROM rulebooks WHERE digest = ANY ($1)
                AND digest NOT IN (SELECT digest FROM rules_in_force)
            """, [.texts(digests)])
    }
}
