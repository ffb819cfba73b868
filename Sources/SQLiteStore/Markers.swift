internal import Calendars
internal import Storage

extension SQLiteSession: MarkerWriting {
    func marker(_ key: String) throws(StoreError) -> Instant? {
        try fetchFirst(
            "read marker \(key)", "SELECT until FROM markers WHERE key = ?", [key],
            as: { $0.instant(0) })
    }

    func setMarker(_ key: String, until: Instant) throws(StoreError) {
        try execute(
            "set marker \(key)",
            """
            INSERT INTO markers (key, until) VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until
            """,
            [key, until.milliseconds])
    }

    func claimMarker(
        _ key: String, until: Instant, at now: Instant
    ) throws(StoreError) -> Bool {
        let changed = try execute(
            "claim marker \(key)",
            """
            INSERT INTO markers (key, until) VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE markers.until <= ?
            """,
            [key, until.milliseconds, now.milliseconds])
        return changed > 0
    }

    func forgetMarkers(endedBefore instant: Instant, except keys: [String]) throws(StoreError) {
        let places = keys.map { _ in "?" }.joined(separator: ", ")
        try execute(
            "forget old markers",
            "DELETE FROM markers WHERE until < ? AND key NOT IN (\(places))",
            [instant.milliseconds] + keys)
    }
}
