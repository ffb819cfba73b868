import Calendars
import Files
import Queries
import Testing

/// Times as a duty officer types them.
@Suite struct TypedTimeTests {
    private static let shanghai = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai")

    private static func at(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

    @Test(arguments: [
        ("10:30", "2026-05-12T10:30:00+08:00"), ("9:05", "2026-05-12T09:05:00+08:00"),
        ("23:50", "2026-05-11T23:50:00+08:00"), ("10：30", "2026-05-12T10:30:00+08:00"),
        ("12:04", "2026-05-12T12:04:00+08:00"), ("12:06", "2026-05-11T12:06:00+08:00"),
        ("-15m", "2026-05-12T11:45:00+08:00"), ("－1h30m", "2026-05-12T10:30:00+08:00"),
        ("yesterday 23:50", "2026-05-11T23:50:00+08:00"), ("昨天 09:00", "2026-05-11T09:00:00+08:00"),
        ("05-10 16:00", "2026-05-10T16:00:00+08:00"), ("12-31 23:00", "2025-12-31T23:00:00+08:00"),
        ("2026-05-01 08:00:30", "2026-05-01T08:00:30+08:00"),
        ("2026-05-01T08:00", "2026-05-01T08:00:00+08:00"),
        ("2026-05-12T05:00:00+02:00", "2026-05-12T11:00:00+08:00"),
    ])
    func `a time that is past means the last one`(typed: String, meant: String) throws {
        let now = try Self.at("2026-05-12T12:00:00+08:00")
        let found = try TypedTime.instant(typed, at: now, in: Self.shanghai, on: .past)
        #expect(found == (try Self.at(meant)))
    }

    @Test(arguments: [
        ("18:00", "2026-05-12T18:00:00+08:00"), ("08:00", "2026-05-13T08:00:00+08:00"),
        ("+2h", "2026-05-12T14:00:00+08:00"), ("tomorrow 09:00", "2026-05-13T09:00:00+08:00"),
        ("01-02 09:00", "2027-01-02T09:00:00+08:00"),
    ])
    func `a time that is ahead means the next one`(typed: String, meant: String) throws {
        let now = try Self.at("2026-05-12T12:00:00+08:00")
        let found = try TypedTime.instant(typed, at: now, in: Self.shanghai, on: .ahead)
        #expect(found == (try Self.at(meant)))
    }

    @Test(arguments: [
        "yesterday", "25:00", "10:60", "-1d2", "02-30 10:00", "noon", "", "2026-05-12",
    ])
    func `what is no time is refused`(typed: String) throws {
        let now = try Self.at("2026-05-12T12:00:00+08:00")
        #expect(throws: TypedTime.Problem.form) {
            try TypedTime.instant(typed, at: now, in: Self.shanghai, on: .past)
        }
    }

    @Test func `without a zone only times that need none are read`() throws {
        let now = try Self.at("2026-05-12T12:00:00+08:00")
        #expect(throws: TypedTime.Problem.noZone) {
            try TypedTime.instant("10:30", at: now, in: nil, on: .past)
        }
        #expect(throws: TypedTime.Problem.form) {
            try TypedTime.instant("noon", at: now, in: nil, on: .past)
        }
        #expect(
            try TypedTime.instant("-1h", at: now, in: nil, on: .past)
                == Self.at("2026-05-12T11:00:00+08:00"))
    }

    @Test func `a time that clocks skip or show twice is refused with what it can mean`() throws {
        let berlin = try #require(ZoneFiles().zone(named: "Europe/Berlin"))
        let spring = try Self.at("2026-03-29T12:00:00+02:00")
        #expect(throws: TypedTime.Problem.skipped) {
            try TypedTime.instant("2026-03-29 02:30", at: spring, in: berlin, on: .past)
        }
        let autumn = try Self.at("2026-10-25T12:00:00+01:00")
        let twice = TypedTime.Problem.repeated(
            first: try Self.at("2026-10-25T02:30:00+02:00"),
            second: try Self.at("2026-10-25T02:30:00+01:00"))
        #expect(throws: twice) {
            try TypedTime.instant("02:30", at: autumn, in: berlin, on: .past)
        }
    }
}
