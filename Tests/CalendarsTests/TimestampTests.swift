import Calendars
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-05-12T16:00:00+08:00", "2026-05-12T08:00:00Z"),
        ("2026-05-12t08:00:00z", "2026-05-12T08:00:00Z"),
        ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
        ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"),
        ("1990-12-31T23:59:60Z", "1991-01-01T00:00:00Z"),
        ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"),
        ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"),
        ("2026-01-01T00:00:00.123999Z", "2026-01-01T00:00:00.123Z"),
        ("2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ])
    func `a time with an offset is an instant`(text: String, utc: String) throws {
        #expect(try Instant(rfc3339: text).rfc3339 == utc)
    }

    @Test(arguments: [
        ("2026-05-12", TimestampError.bareDate), ("2026-05-12T16:00:00", .noOffset),
        ("2026-05-12T16:00:00.5", .noOffset), ("2026-02-30T00:00:00Z", .noSuchTime),
        ("2026-02-29T00:00:00Z", .noSuchTime), ("2026-05-12T24:00:00Z", .noSuchTime),
        ("2026-05-12T00:60:00Z", .noSuchTime), ("2026-05-12T00:00:61Z", .noSuchTime),
        ("2026-05-12T00:00:60Z", .noSuchTime), ("1990-12-31T23:58:60Z", .noSuchTime),
        ("2026-05-12T00:00:00+24:00", .noSuchTime), ("2026-05-12T00:00:00+08:60", .noSuchTime),
        ("0000-01-01T00:00:00Z", .noSuchTime), ("0001-01-01T00:00:00+01:00", .noSuchTime),
        ("9999-12-31T23:59:60Z", .noSuchTime), ("2026-13-01T00:00:00Z", .noSuchTime),
        ("", .notATime), ("soon", .notATime), ("2026-05-12T16:00Z", .notATime),
        ("2026-05-12 16:00:00Z", .notATime), ("2026-05-12T16:00:00+0800", .notATime),
        ("2026-05-12T16:00:00.Z", .notATime), ("2026-05-12T16:00:00Z ", .notATime),
        ("2026-5-12T16:00:00Z", .notATime), ("+02026-05-12T16:00:00Z", .notATime),
        ("२०२६-05-12T16:00:00Z", .notATime), ("2026-05-12T16:00:00,5Z", .notATime),
    ])
    func `anything else is refused with the reason`(text: String, fault: TimestampError) {
        #expect(throws: fault) { try Instant(rfc3339: text) }
    }

    @Test func `a zone shows its own clock and offset`() throws {
        let instant = try Instant(rfc3339: "2026-05-12T08:00:00.25Z")
        let shanghai = Zone(fixed: 28_800, name: "Asia/Shanghai")
        #expect(instant.rfc3339(in: shanghai) == "2026-05-12T16:00:00.250+08:00")
        #expect(
            instant.rfc3339(in: Zone(fixed: -12_600, name: "x")) == "2026-05-12T04:30:00.250-03:30")
        // Shanghai's mean time before 1901, 8:05:43.
        let old = instant.rfc3339(in: Zone(fixed: 29_143, name: "x"))
        #expect(old == "2026-05-12T16:05:00.250+08:05")
        #expect(try Instant(rfc3339: old) == instant)
    }
}
