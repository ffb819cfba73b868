internal import Calendars
internal import Storage

extension PostgreSQLSession: MarkerWriting {
    func marker(_ key: String) throws(StoreError) -> Instant? {
        try fetchFirst(
            "read marker \(key)", "SELECT until FROM markers WHERE key = $1", [.text(key)],
            as: { $0.instant(0) })
    }

    func setMarker(_ key: String, until: Instant) throws(StoreError) {
        try execute(
            "set marker \(key)",
            """
            INSERT INTO markers (key, until) VALUES ($1, $2)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until
            """, [.text(key), .int(until.milliseconds)])
    }

    func claimMarker(
        _ key: String, until: Instant, at now: Instant
    ) throws(StoreError) -> Bool {
        let changed = try change(
            "claim marker \(key)",
            """
            INSERT INTO markers (key, until) VALUES ($1, $2)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE markers.until <= $3
            """, [.text(key), .int(until.milliseconds), .int(now.milliseconds)])
        return changed > 0
    }

    func forgetMarkers(endedBefore instant: Instant, except keys: [String]) throws(StoreError) {
        try execute(
            "forget old markers",
            "DELETE FROM markers WHERE until < $1 AND key <> ALL ($2)",
            [.int(instant.milliseconds), .texts(keys)])
    }
}
