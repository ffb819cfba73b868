import Calendars
import Testing

@Suite struct CronTests {
    /// Berlin in 2026: the clocks go forward on 29 March and back on 25 October.
    static let berlin = Zone(
        name: "Europe/Berlin", before: 3_600,
        changes: [
            (at: Instant(seconds: 1_774_746_000), seconds: 7_200),
            (at: Instant(seconds: 1_792_890_000), seconds: 3_600),
        ])

    static func firings(_ cron: String, from: String, count: Int = 3) throws -> [String] {
        let schedule = try Cron(cron)
        var instant = try Instant(rfc3339: from)
        var firings: [String] = []
        while firings.count < count, let next = schedule.next(after: instant, in: berlin) {
            firings.append(next.rfc3339(in: berlin))
            instant = next
        }
        return firings
    }

    @Test func `a bulletin on weekdays passes over the weekend`() throws {
        #expect(
            try Self.firings("0 17 * * 1-5", from: "2026-05-14T17:00:00+02:00") == [
                "2026-05-15T17:00:00+02:00", "2026-05-18T17:00:00+02:00",
                "2026-05-19T17:00:00+02:00",
            ])
    }

    @Test func `day of month and weekday are either-or, unless one begins with a star`() throws {
        // In Debian's cron `*/2` begins with a star, so both fields must match.
        #expect(
            try Self.firings("0 16 */2 * sat", from: "2026-05-01T00:00:00+02:00", count: 2) == [
                "2026-05-09T16:00:00+02:00", "2026-05-23T16:00:00+02:00",
            ])
        #expect(
            try Self.firings("0 16 13 * fri", from: "2026-05-12T00:00:00+02:00", count: 2) == [
                "2026-05-13T16:00:00+02:00", "2026-05-15T16:00:00+02:00",
            ])
    }

    @Test func `a skipped time fires where the gap ends, a doubled one once`() throws {
        #expect(
            try Self.firings("30 2 * * *", from: "2026-03-28T12:00:00+01:00", count: 2) == [
                "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00",
            ])
        #expect(
            try Self.firings("30 2 * * *", from: "2026-10-24T12:00:00+02:00", count: 2) == [
                "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00",
            ])
    }

    @Test func `a schedule by the hour follows the clock through the change`() throws {
        #expect(
            try Self.firings("30 * * * *", from: "2026-10-25T01:45:00+02:00") == [
                "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00",
                "2026-10-25T03:30:00+01:00",
            ])
    }

    @Test(arguments: ["0 0 29 2 *", "@yearly", "5/15 * * * *", "0 0 * * 7", "0 0 * JAN mon"])
    func `what Debian's cron reads is read`(text: String) throws {
        #expect(try Cron(text).next(after: Instant(seconds: 0), in: .utc) != nil)
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 30 2 *",
        "0 0 L * *", "0 0 * * 8", "0 0 * * 5#2", "5-1 * * * *", "*/0 * * * *", "@reboot",
        "a * * * *", "1,,2 * * * *", "- * * * *", "0 0 31 4,6 *",
    ])
    func `what cannot be or cannot happen is refused`(text: String) {
        #expect(throws: CronError.self) { try Cron(text) }
    }
}
