import Calendars
import Testing

@Suite struct WorkCalendarTests {
    static let shanghai = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai")

    static func date(_ text: String) throws -> CivilDate {
        try #require(CivilDate(text))
    }

    static func calendar(
        _ hours: [(Int, Int)] = [(540, 720), (840, 1_080)], zone: Zone = shanghai,
        off: [String] = [], work: [String] = [], ownHours: [String: [(Int, Int)]] = [:]
    ) throws -> WorkCalendar {
        let day = try hours.map { try #require(WorkCalendar.Hours(opens: $0.0, closes: $0.1)) }
        return WorkCalendar(
            name: "test", zone: zone, covers: try date("2026-01-01")...(try date("2026-12-31")),
            week: [[], day, day, day, day, day, []], off: Set(try off.map(date)),
            work: Set(try work.map(date)),
            ownHours: Dictionary(
                uniqueKeysWithValues: try ownHours.map { date, hours in
                    (
                        try Self.date(date),
                        try hours.map {
                            try #require(WorkCalendar.Hours(opens: $0.0, closes: $0.1))
                        }
                    )
                }))
    }

    /// Tests with deadlines derived by hand from the cited rules, and checked by a script.
    @Test(arguments: [
        // SEC, 17 CFR 249.308 item 1.05: four business days after determination.
        ("2026-07-10", 4, "2026-07-03", "2026-07-16"),
        ("2026-07-14", 4, "2026-07-17", "2026-07-21"),
        // PHMSA, 49 CFR 191.25: five working days after determination, ten after discovery.
        ("2026-06-01", 5, "2026-05-25", "2026-06-08"),
        ("2026-05-20", 10, "2026-05-25", "2026-06-04"),
        // FCC, 47 CFR 64.2011: seven full business days.
        ("2026-06-01", 7, "2026-05-25", "2026-06-10"),
    ])
    func `working days are counted from the day after`(
        from: String, count: Int, off: String, due: String
    ) throws {
        let calendar = try Self.calendar(off: [off])
        #expect(try calendar.workingDay(count, after: Self.date(from)) == Self.date(due))
    }

    @Test func `a deadline in working days falls when that day's work ends, or as written`() throws
    {
        let calendar = try Self.calendar()
        let friday = try Instant(rfc3339: "2026-05-15T23:30:00+08:00")
        #expect(
            try calendar.deadline(businessDays: 1, after: friday).rfc3339(in: Self.shanghai)
                == "2026-05-18T18:00:00+08:00")
        #expect(
            try calendar.deadline(businessDays: 1, after: friday, at: 12 * 60)
                .rfc3339(in: Self.shanghai) == "2026-05-18T12:00:00+08:00")
    }

    @Test func `a make-up Sunday is worked and a day off is not`() throws {
        let calendar = try Self.calendar(off: ["2026-01-02"], work: ["2026-01-04"])
        let newYear = try Instant(rfc3339: "2026-01-01T10:00:00+08:00")
        #expect(
            try calendar.deadline(businessDays: 1, after: newYear).rfc3339(in: Self.shanghai)
                == "2026-01-04T18:00:00+08:00")
    }

    @Test(arguments: [
        // Within the morning; across noon; up to the closing time; from the evening; over a
        // weekend.
        ("2026-05-12T09:30:00+08:00", 2, "2026-05-12T11:30:00+08:00"),
        ("2026-05-12T11:00:00+08:00", 2, "2026-05-12T15:00:00+08:00"),
        ("2026-05-12T14:00:00+08:00", 4, "2026-05-12T18:00:00+08:00"),
        ("2026-05-12T19:00:00+08:00", 1, "2026-05-13T10:00:00+08:00"),
        ("2026-05-15T17:00:00+08:00", 8, "2026-05-18T18:00:00+08:00"),
        ("2026-05-16T12:00:00+08:00", 1, "2026-05-18T10:00:00+08:00"),
    ])
    func `working time runs only while work does`(from: String, hours: Int, due: String) throws {
        let deadline = try Self.calendar().deadline(
            businessTime: .seconds(hours * 3_600), after: Instant(rfc3339: from))
        #expect(deadline.rfc3339(in: Self.shanghai) == due)
    }

    @Test func `a deadline on a day off rolls to the same hour of the next working day`() throws {
        // MDR: two days after Thursday 30 April is Saturday 2 May; Monday 4 May.
        let calendar = try Self.calendar(off: ["2026-05-01"])
        let saturday = try Instant(rfc3339: "2026-05-02T10:00:00+08:00")
        #expect(
            try calendar.rolled(saturday).rfc3339(in: Self.shanghai)
                == "2026-05-04T10:00:00+08:00")
        let monday = try Instant(rfc3339: "2026-05-04T10:00:00+08:00")
        #expect(try calendar.rolled(monday) == monday)
    }

    @Test func `a date nobody has announced yet is never guessed`() throws {
        let calendar = try Self.calendar()
        let last = try Instant(rfc3339: "2026-12-31T10:00:00+08:00")
        let fault = #expect(throws: WorkCalendar.Incomplete.self) {
            try calendar.deadline(businessDays: 1, after: last)
        }
        #expect(
            fault?.description
                == "calendar incomplete: test covers 2026-01-01 to 2026-12-31, "
                + "and 2027-01-01 is needed")
    }

    @Test(arguments: 0..<300)
    func `working time agrees with walking minute by minute`(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        let calendar = try Self.calendar(off: ["2026-05-01", "2026-05-05"], work: ["2026-05-09"])
        let start = try Instant(rfc3339: "2026-04-20T00:00:00+08:00")
        let from = start + .seconds(60 * next(30 * 1_440))
        let minutes = 1 + next(3_000)
        var clock = from
        var left = minutes
        while left > 0 {
            let civil = Self.shanghai.civil(at: clock)
            let minute = civil.hour * 60 + civil.minute
            if try calendar.hours(on: civil.date).contains(where: {
                $0.opens <= minute && minute < $0.closes
            }) {
                left -= 1
            }
            clock = clock + .seconds(60)
        }
        #expect(try calendar.deadline(businessTime: .seconds(60 * minutes), after: from) == clock)
    }

    @Test func `a half day has its own hours, and ends at its own close`() throws {
        let calendar = try Self.calendar(
            off: ["2026-12-31"], ownHours: ["2026-12-24": [(480, 720)], "2026-12-31": [(600, 660)]])
        let morning = try Instant(rfc3339: "2026-12-24T10:00:00+08:00")
        #expect(
            try calendar.deadline(businessTime: .seconds(6 * 3_600), after: morning)
                .rfc3339(in: Self.shanghai) == "2026-12-25T15:00:00+08:00")
        let before = try Instant(rfc3339: "2026-12-23T10:00:00+08:00")
        #expect(
            try calendar.deadline(businessDays: 1, after: before).rfc3339(in: Self.shanghai)
                == "2026-12-24T12:00:00+08:00")
        #expect(try calendar.isWorking(Self.date("2026-12-31")), "its own hours beat a day off")
    }

    @Test(arguments: [
        // An hour before Monday 08:30 of 08:00 to 18:00 is Friday 17:30; half an hour is 08:00.
        ("2026-05-18T08:30:00+08:00", 60, "2026-05-15T17:30:00+08:00"),
        ("2026-05-18T08:30:00+08:00", 30, "2026-05-18T08:00:00+08:00"),
        ("2026-05-18T08:30:00+08:00", 0, "2026-05-18T08:30:00+08:00"),
        ("2026-05-17T12:00:00+08:00", 60, "2026-05-15T17:00:00+08:00"),
        ("2026-05-18T08:30:00+08:00", 631, "2026-05-14T17:59:00+08:00"),
    ])
    func `working time is counted back as well`(
        from: String, minutes: Int, begins: String
    ) throws {
        let calendar = try Self.calendar([(480, 1_080)])
        let instant = try calendar.beginning(
            businessTime: .seconds(60 * minutes), before: Instant(rfc3339: from))
        #expect(instant.rfc3339(in: Self.shanghai) == begins)
    }

    @Test(arguments: [
        ("2026-05-15T18:00:00+08:00", "2026-05-15T18:00:00+08:00", "2026-05-15T18:00:00+08:00"),
        ("2026-05-15T18:00:01+08:00", "2026-05-18T08:00:00+08:00", "2026-05-15T18:00:00+08:00"),
        ("2026-05-18T07:30:00+08:00", "2026-05-18T08:00:00+08:00", "2026-05-15T18:00:00+08:00"),
        ("2026-05-18T08:00:00+08:00", "2026-05-18T08:00:00+08:00", "2026-05-15T18:00:00+08:00"),
        ("2026-05-18T09:00:00+08:00", "2026-05-18T09:00:00+08:00", "2026-05-15T18:00:00+08:00"),
    ])
    func `the next opening and the last closing`(
        at text: String, opens: String, closed: String
    ) throws {
        let calendar = try Self.calendar([(480, 1_080)])
        let instant = try Instant(rfc3339: text)
        #expect(try calendar.opening(from: instant).rfc3339(in: Self.shanghai) == opens)
        #expect(try calendar.closing(before: instant).rfc3339(in: Self.shanghai) == closed)
    }

    @Test func `hours that end at midnight close there`() throws {
        let calendar = try Self.calendar([(480, 1_440)])
        let midnight = try Instant(rfc3339: "2026-05-16T00:00:00+08:00")
        #expect(try calendar.opening(from: midnight) == midnight)
        #expect(try calendar.closing(before: midnight) == midnight)
    }

    @Test func `what lies before the first date is not guessed either`() throws {
        let calendar = try Self.calendar()
        let first = try Instant(rfc3339: "2026-01-01T10:00:00+08:00")
        #expect(throws: WorkCalendar.Incomplete.self) {
            try calendar.beginning(businessTime: .seconds(3 * 3_600), before: first)
        }
        #expect(throws: WorkCalendar.Incomplete.self) {
            try calendar.closing(before: first)
        }
    }
}
