import Calendars
import TestSupport
import Testing

/// Tests of iCalendar texts; the expected times are derived by hand from RFC 5545.
@Suite struct ICalendarTests {
    static let shanghai = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai")

    static func zone(_ name: String) -> Zone? {
        switch name {
        case "Europe/Berlin": CronTests.berlin
        case "Asia/Shanghai": shanghai
        default: nil
        }
    }

    /// Parses a calendar with one event, a shift from eight to eight in Berlin, with additional
    /// lines.
    static func shift(_ lines: String...) throws -> ICalendar {
        try calendar(["BEGIN:VEVENT", "UID:shift"] + lines + ["END:VEVENT"])
    }

    static func calendar(_ lines: [String]) throws -> ICalendar {
        let text = ["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR", ""]
        return try ICalendar(
            Array(text.joined(separator: "\r\n").utf8), zone: CronTests.berlin, zones: zone)
    }

    static func starts(
        _ calendar: ICalendar, _ from: String, _ until: String
    ) throws -> [String] {
        let span = try Instant(rfc3339: from)..<Instant(rfc3339: until)
        return calendar.occurrences(overlapping: span).map {
            String($0.start.rfc3339(in: CronTests.berlin).dropLast(9))
        }
    }

    static func fault(_ lines: String...) -> ICalendarError? {
        do {
            _ = try calendar(lines)
            return nil
        } catch let fault as ICalendarError {
            return fault
        } catch {
            return nil
        }
    }

    @Test func `a daily shift keeps the hours of the clock when it is changed`() throws {
        let calendar = try Self.shift(
            "DTSTART;TZID=Europe/Berlin:20260327T080000",
            "DTEND;TZID=Europe/Berlin:20260328T080000",
            "RRULE:FREQ=DAILY")
        let span =
            try Instant(
                rfc3339: "2026-03-28T12:00:00+01:00")..<Instant(
                rfc3339: "2026-03-29T12:00:00+02:00")
        let found = calendar.occurrences(overlapping: span)
        #expect(
            found.map { $0.start.rfc3339(in: CronTests.berlin) } == [
                "2026-03-28T08:00:00+01:00", "2026-03-29T08:00:00+02:00",
            ])
        #expect(found[0].end == found[1].start)
    }

    @Test(arguments: [
        ("FREQ=WEEKLY;BYDAY=MO,WE", "2026-05-06T09:00 2026-05-11T09:00 2026-05-13T09:00"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", "2026-05-17T09:00 2026-05-19T09:00"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU", "2026-05-10T09:00 2026-05-19T09:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-05-29T09:00 2026-06-26T09:00 2026-07-31T09:00"),
        ("FREQ=MONTHLY;BYDAY=2TU,3TH", "2026-05-12T09:00 2026-05-21T09:00 2026-06-09T09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=31,-2", "2026-05-30T09:00 2026-05-31T09:00 2026-06-29T09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2026-11-13T09:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-05-29T09:00 2026-06-30T09:00"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26T09:00 2027-11-25T09:00"),
        ("FREQ=YEARLY;BYMONTH=6,9;BYMONTHDAY=1", "2026-06-01T09:00 2026-09-01T09:00"),
        ("FREQ=YEARLY;BYDAY=20MO", "2026-05-18T09:00 2027-05-17T09:00"),
        ("FREQ=DAILY;BYMONTH=6;BYDAY=SU", "2026-06-07T09:00 2026-06-14T09:00"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", "2026-05-15T09:00 2026-05-25T09:00"),
        ("FREQ=DAILY;UNTIL=20260507T070000Z", "2026-05-06T09:00 2026-05-07T09:00"),
        ("FREQ=DAILY;UNTIL=20260507T065959Z", "2026-05-06T09:00"),
        ("FREQ=DAILY;UNTIL=20260507", "2026-05-06T09:00 2026-05-07T09:00"),
    ])
    func `a rule gives the dates the standard has for it`(rule: String, dates: String) throws {
        // Tuesday, 5 May 2026.
        let calendar = try Self.shift(
            "DTSTART;TZID=Europe/Berlin:20260505T090000", "DURATION:PT1H", "RRULE:" + rule)
        let starts = try Self.starts(
            calendar, "2026-05-05T00:00:00+02:00", "2028-05-01T00:00:00+02:00")
        let expected = dates.split(separator: " ").map(String.init)
        #expect(Array(starts.prefix(expected.count + 1).dropFirst()) == expected)
        #expect(starts.first == "2026-05-05T09:00")
        if expected.count < 3, rule.contains("COUNT") || rule.contains("UNTIL") {
            #expect(starts.count == expected.count + 1)
        }
    }

    @Test func `a month without the day, or a year without 29 February, is passed over`() throws {
        let monthly = try Self.shift("DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=MONTHLY;COUNT=3")
        let (from, until) = ("2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z")
        #expect(
            try Self.starts(monthly, from, until).map { $0.prefix(10) } == [
                "2026-01-31", "2026-03-31", "2026-05-31",
            ])
        let yearly = try Self.shift("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY")
        #expect(
            try Self.starts(yearly, from, until).map { $0.prefix(10) } == [
                "2028-02-29", "2032-02-29", "2036-02-29",
            ])
    }

    @Test func `single days are taken out and put in`() throws {
        let calendar = try Self.shift(
            "DTSTART;TZID=Europe/Berlin:20260505T090000",
            "DTEND;TZID=Europe/Berlin:20260505T170000",
            "RRULE:FREQ=DAILY;COUNT=5", "EXDATE;TZID=Europe/Berlin:20260506T090000",
            "EXDATE:20260507T070000Z", "EXDATE;VALUE=DATE:20260508",
            "RDATE;TZID=Europe/Berlin:20260601T120000,20260505T090000")
        #expect(
            try Self.starts(calendar, "2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z") == [
                "2026-05-05T09:00", "2026-05-09T09:00", "2026-06-01T12:00",
            ])
    }

    @Test func `one occurrence is moved, handed over or cancelled`() throws {
        let lines = """
            BEGIN:VEVENT
            UID:duty
            SUMMARY:anna
            DTSTART;TZID=Europe/Berlin:20260504T080000
            DURATION:P1D
            RRULE:FREQ=DAILY;COUNT=4
            END:VEVENT
            BEGIN:VEVENT
            UID:duty
            RECURRENCE-ID;TZID=Europe/Berlin:20260505T080000
            SUMMARY:bert
            DTSTART;TZID=Europe/Berlin:20260605T080000
            DURATION:P1D
            END:VEVENT
            BEGIN:VEVENT
            UID:duty
            RECURRENCE-ID:20260506T060000Z
            STATUS:CANCELLED
            DTSTART;TZID=Europe/Berlin:20260506T080000
            DURATION:P1D
            END:VEVENT
            """
        let calendar = try Self.calendar(lines.split(separator: "\n").map(String.init))
        #expect(calendar.events.count == 1)
        let span =
            try Instant(
                rfc3339: "2026-05-01T00:00:00Z")..<Instant(
                rfc3339: "2026-07-01T00:00:00Z")
        let found = calendar.occurrences(overlapping: span)
        #expect(found.map(\.details.summary) == ["anna", "anna", "bert"])
        #expect(
            found.map { $0.start.rfc3339 } == [
                "2026-05-04T06:00:00Z", "2026-05-07T06:00:00Z", "2026-06-05T06:00:00Z",
            ])
        // For that day alone, the moved occurrence is found at its new time.
        let june =
            try Instant(
                rfc3339: "2026-06-05T12:00:00Z")..<Instant(
                rfc3339: "2026-06-05T13:00:00Z")
        #expect(calendar.occurrences(overlapping: june).map(\.details.summary) == ["bert"])
    }

    @Test func `the later version of an event counts, and a cancelled one is gone`() throws {
        func event(_ lines: String...) -> [String] {
            ["BEGIN:VEVENT", "UID:x", "DTSTART:20260505T090000Z"] + lines + ["END:VEVENT"]
        }
        let newer = event("SUMMARY:new", "SEQUENCE:2")
        let older = event("SUMMARY:old", "SEQUENCE:1")
        #expect(try Self.calendar(newer + older).events.map(\.summary) == ["new"])
        let gone = event("STATUS:CANCELLED", "SEQUENCE:3")
        #expect(try Self.calendar(newer + gone).events.isEmpty)
    }

    @Test func `days of an all-day event are dates, and midnights of the calendar's zone`() throws {
        let calendar = try Self.calendar([
            "X-WR-TIMEZONE:Asia/Shanghai", "BEGIN:VEVENT", "UID:x", "SUMMARY:春节",
            "DTSTART;VALUE=DATE:20260215", "DTEND;VALUE=DATE:20260218", "END:VEVENT",
        ])
        let span =
            try Instant(
                rfc3339: "2026-01-01T00:00:00Z")..<Instant(
                rfc3339: "2027-01-01T00:00:00Z")
        let day = try #require(calendar.occurrences(overlapping: span).first)
        #expect(
            day.days
                == CivilDate("2026-02-15").flatMap { a in CivilDate("2026-02-18").map { a..<$0 } })
        #expect(day.start.rfc3339 == "2026-02-14T16:00:00Z")
        #expect(day.end.rfc3339 == "2026-02-17T16:00:00Z")
    }

    @Test func `who overlaps a span and who only touches it`() throws {
        let calendar = try Self.calendar([
            "BEGIN:VEVENT", "UID:a", "DTSTART:20260505T080000Z", "DTEND:20260505T100000Z",
            "END:VEVENT", "BEGIN:VEVENT", "UID:b", "DTSTART:20260505T100000Z", "END:VEVENT",
        ])
        func uids(_ from: String, _ until: String) throws -> [String] {
            let span =
                try Instant(
                    rfc3339: "2026-05-05T\(from):00Z")..<Instant(
                    rfc3339: "2026-05-05T\(until):00Z")
            return calendar.occurrences(overlapping: span).map(\.details.uid)
        }
        #expect(try uids("09:59", "10:00") == ["a"])
        #expect(try uids("10:00", "10:01") == ["b"])
        #expect(try uids("07:00", "08:00").isEmpty)
        #expect(try uids("10:01", "11:00").isEmpty)
    }

    @Test func `folded lines may be cut within a character, and escapes stand for themselves`()
        throws
    {
        let text =
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:值班\\, 张\\; \\n第二\\\\行\r\n"
            + "ATTENDEE;CN=\"李, 娜: 科长\";PARTSTAT=DECLINED:MAILTO:li@city.example\r\n"
            + "ATTENDEE;CUTYPE=ROOM:mailto:room@city.example\r\n"
            + "CATEGORIES:WORK\\,DAY,班\r\nDTSTART:20260505T090000Z\r\nEND:VEVENT\r\n"
            + "END:VCALENDAR\r\n"
        // Every line is folded after each octet, the worst a writer may do.
        var folded: [UInt8] = []
        for byte in text.utf8 {
            folded.append(byte)
            if byte != 0x0D, byte != 0x0A { folded += [0x0D, 0x0A, 0x20] }
        }
        for bytes in [Array(text.utf8), folded, [0xEF, 0xBB, 0xBF] + Array(text.utf8)] {
            let calendar = try ICalendar(bytes, zone: .utc, zones: Self.zone)
            let event = try #require(calendar.events.first)
            #expect(event.summary == "值班, 张; \n第二\\行")
            #expect(event.details.categories == ["WORK,DAY", "班"])
            #expect(event.attendees.map(\.address) == ["li@city.example"])
            #expect(event.attendees.map(\.name) == ["李, 娜: 科长"])
            #expect(event.attendees.map(\.hasDeclined) == [true])
        }
    }

    @Test(arguments: [
        "China Standard Time", "/example.org/20260101_1/Asia/Shanghai", "Asia/Shanghai",
        "\"China Standard Time\"",
    ])
    func `a zone is known by the names that programs write`(name: String) throws {
        let calendar = try Self.shift("DTSTART;TZID=\(name):20260505T080000")
        #expect(
            try Self.starts(calendar, "2026-05-05T00:00:00Z", "2026-05-05T00:00:01Z") == [
                "2026-05-05T02:00"
            ])
    }

    @Test(arguments: [
        ("RRULE:FREQ=YEARLY;BYWEEKNO=20", "RRULE: BYWEEKNO is not read"),
        ("RRULE:FREQ=DAILY;BYHOUR=9", "RRULE: BYHOUR is not read"),
        ("RRULE:FREQ=SECONDLY", "RRULE: FREQ=SECONDLY is not read"),
        ("RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260601", "COUNT and UNTIL"),
        ("RRULE:FREQ=DAILY;COUNT=10001", "accepted are 1 to 10000"),
        ("RRULE:FREQ=WEEKLY;BYDAY=1MO", "BYDAY with a number"),
        ("RRULE:FREQ=YEARLY;BYMONTHDAY=3", "needs BYMONTH"),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=32", "accepted are 1 to 31 and -1 to -31"),
        ("RRULE:FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs"),
        ("EXRULE:FREQ=DAILY", "EXRULE: is not read"),
        ("RDATE;VALUE=PERIOD:20260505T080000Z/PT1H", "periods are not read"),
        ("DTEND:20260504T080000Z", "lies before DTSTART"),
        ("DTEND;VALUE=DATE:20260506", "a date beside a time"),
        ("DURATION:-PT1H", "`-PT1H` is not read"),
        ("DURATION:P1M", "`P1M` is not read"),
        ("EXDATE;TZID=Mars/Base:20260505T080000", "no zone is known by the name `Mars/Base`"),
        ("EXDATE:20260230T080000Z", "`20260230T080000Z` is no date or time"),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260505T080000Z", "RANGE is not read"),
        ("DTSTART:20260506T080000Z", "twice in one event"),
    ])
    func `what is not read is refused by the event's name and the line`(
        line: String, words: String
    ) throws {
        let fault = try #require(
            Self.fault(
                "BEGIN:VEVENT", "UID:odd@x.example", "DTSTART:20260505T080000Z", line, "END:VEVENT")
        )
        #expect(fault.uid == "odd@x.example")
        #expect(fault.line == 5)
        #expect("\(fault)".contains(words), "\(fault)")
    }

    @Test(arguments: [
        "", "BEGIN:VEVENT\nEND:VEVENT\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n",
        "BEGIN:VCALENDAR\nEND:VEVENT\n", "BEGIN:VCALENDAR\nhello\nEND:VCALENDAR\n",
        "<html><body>Sign in</body></html>",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nA;b:c\nEND:VCALENDAR",
    ])
    func `what is cut off or no calendar is refused`(text: String) {
        #expect(throws: ICalendarError.self) {
            try ICalendar(Array(text.utf8), zone: .utc, zones: Self.zone)
        }
    }

    @Test func `a hostile rule costs no more than the span that is asked for`() throws {
        let lines = (0..<400).flatMap { number in
            [
                "BEGIN:VEVENT", "UID:\(number)", "DTSTART:00010101T000000Z", "DURATION:PT1H",
                number % 2 == 0
                    ? "RRULE:FREQ=DAILY" : "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000",
                "END:VEVENT",
            ]
        }
        let calendar = try Self.calendar(lines)
        let day =
            try Instant(
                rfc3339: "2026-05-05T00:00:00Z")..<Instant(
                rfc3339: "2026-05-06T00:00:00Z")
        #expect(calendar.occurrences(overlapping: day).count == 200)
        #expect(throws: ICalendarError.self) {
            try ICalendar(
                Array(repeating: 0x0A, count: ICalendar.bytesMax + 1), zone: .utc, zones: Self.zone)
        }
    }

    @Test func `a feed that was damaged gives a fault or events, never a trap`() throws {
        let whole = """
            BEGIN:VCALENDAR
            X-WR-TIMEZONE:Europe/Berlin
            BEGIN:VEVENT
            UID:x
            DTSTART;TZID=China Standard Time:20260131T080000
            DTEND;TZID="Asia/Shanghai":20260201T080000
            RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,2MO;BYSETPOS=1,-1;COUNT=40;WKST=SU
            EXDATE:20260701T000000Z,20260901
            RDATE;VALUE=DATE-TIME:20261224T000000
            ATTENDEE;CN="李娜";PARTSTAT=DECLINED:mailto:li@city.example
            SUMMARY:值班\\, 第\\n二
             行
            END:VEVENT
            BEGIN:VEVENT
            UID:x
            RECURRENCE-ID;VALUE=DATE:20260227
            DTSTART;VALUE=DATE:99991231
            DURATION:P1W
            RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1,29;UNTIL=99991231
            END:VEVENT
            END:VCALENDAR
            """
        let bytes = Array(whole.utf8)
        let span =
            try Instant(
                rfc3339: "2026-01-01T00:00:00Z")..<Instant(
                rfc3339: "2030-01-01T00:00:00Z")
        var random = SeededRandom(seed: 5_545)
        var (read, refused) = (0, 0)
        for _ in 0..<3_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                let end = min(damaged.count, index + Int.random(in: 1...9, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.removeSubrange(index..<end)
                case 2: damaged.insert(contentsOf: damaged[index..<end], at: index)
                default: damaged[index] = UInt8.random(in: 0x30...0x39, using: &random)
                }
            }
            do {
                let calendar = try ICalendar(damaged, zone: .utc, zones: Self.zone)
                for occurrence in calendar.occurrences(overlapping: span) {
                    #expect(occurrence.start < span.upperBound)
                    #expect(occurrence.end >= span.lowerBound)
                }
                read += 1
            } catch {
                #expect(!error.what.isEmpty)
                refused += 1
            }
        }
        #expect(read > 300 && refused > 300, "\(read) read, \(refused) refused")
    }
}

// MARK: Zones of the text's own

extension ICalendarTests {
    /// Returns the lines of a VTIMEZONE, each onset by its kind, its offsets, its start and more.
    private static func zone(
        _ name: String, _ onsets: (kind: String, from: String, to: String, lines: [String])...
    ) -> [String] {
        let inner = onsets.flatMap { onset in
            ["BEGIN:\(onset.kind)", "TZOFFSETFROM:\(onset.from)", "TZOFFSETTO:\(onset.to)"]
                + onset.lines + ["END:\(onset.kind)"]
        }
        return ["BEGIN:VTIMEZONE", "TZID:\(name)"] + inner + ["END:VTIMEZONE"]
    }

    private static func event(_ name: String, _ times: String...) -> [String] {
        times.enumerated().flatMap { number, time in
            ["BEGIN:VEVENT", "UID:\(number)", "DTSTART;TZID=\"\(name)\":\(time)", "END:VEVENT"]
        }
    }

    private static func utc(_ lines: [String]) throws -> [String] {
        let span =
            try Instant(
                rfc3339: "1990-01-01T00:00:00Z")..<Instant(
                rfc3339: "2199-01-01T00:00:00Z")
        return try calendar(lines).occurrences(overlapping: span).map { $0.start.rfc3339 }
    }

    /// As Outlook writes central Europe: since 1601, by a rule of one year.
    private static let outlook = zone(
        "(UTC+01:00) Amsterdam\\, Berlin",
        (
            "STANDARD", "+0200", "+0100",
            ["DTSTART:16010101T030000", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10"]
        ),
        (
            "DAYLIGHT", "+0100", "+0200",
            ["DTSTART:16010101T020000", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3"]
        ))

    @Test func `a zone that no database knows is the one the text defines`() throws {
        let name = "(UTC+01:00) Amsterdam, Berlin"
        #expect(
            try Self.utc(
                Self.outlook
                    + Self.event(
                        name, "20260512T080000", "20260112T080000", "20260329T013000",
                        "20260329T033000", "20261025T013000", "20261025T033000")
            ).sorted() == [
                "2026-01-12T07:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z",
                "2026-05-12T06:00:00Z", "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z",
            ])
        // The text may define its zones after their use, and name one for all its times.
        #expect(
            try Self.utc(Self.event(name, "20260512T080000") + Self.outlook)
                == ["2026-05-12T06:00:00Z"])
        #expect(
            try Self.utc(
                ["X-WR-TIMEZONE:(UTC+01:00) Amsterdam\\, Berlin", "BEGIN:VEVENT", "UID:x"]
                    + ["DTSTART:20260512T080000", "END:VEVENT"] + Self.outlook)
                == ["2026-05-12T06:00:00Z"])
    }

    @Test func `the changes of a zone are given one by one, end, and may be of half an hour`()
        throws
    {
        let zone = Self.zone(
            "Station",
            ("STANDARD", "+1000", "+1030", ["DTSTART:20200101T000000"]),
            ("STANDARD", "+1030", "+1100", ["DTSTART:20220401T120000", "RDATE:20240401T120000"]),
            (
                "DAYLIGHT", "+1100", "+1130",
                ["DTSTART:20230601T000000", "RRULE:FREQ=YEARLY;UNTIL=20240531T130000Z"]
            ))
        #expect(
            try Self.utc(
                zone
                    + Self.event(
                        "Station", "20190101T120000", "20210101T120000", "20220401T115900",
                        "20220401T123000", "20230701T120000", "20240501T120000",
                        "20240701T120000", "20250701T120000")
            ).sorted() == [
                "2019-01-01T02:00:00Z", "2021-01-01T01:30:00Z", "2022-04-01T01:29:00Z",
                "2022-04-01T01:30:00Z", "2023-07-01T00:30:00Z", "2024-05-01T01:00:00Z",
                "2024-07-01T00:30:00Z", "2025-07-01T00:30:00Z",
            ])
    }

    @Test func `the tz database counts for its own names, and a difference is a doubt`() throws {
        func doubts(_ offset: String) throws -> [String] {
            let zone = Self.zone(
                "Asia/Shanghai", ("STANDARD", offset, offset, ["DTSTART:19700101T000000"]))
            let lines = zone + Self.event("Asia/Shanghai", "20260512T080000", "20260513T080000")
            #expect(try Self.utc(lines).first == "2026-05-12T00:00:00Z")
            return try Self.calendar(lines).doubts.map(\.description)
        }
        #expect(try doubts("+0800") == [])
        #expect(
            try doubts("+0900") == [
                "line 10, event 0: by the VTIMEZONE on line 2 this begins at "
                    + "2026-05-11T23:00:00Z, by the tz database at 2026-05-12T00:00:00Z, which "
                    + "counts"
            ])
    }

    @Test(arguments: [
        (["DTSTART:20200101T000000"], "+1", "TZOFFSETTO: `+1` is no offset such as +0100"),
        (["DTSTART:20200101T000000"], "0100", "TZOFFSETTO: `0100` is no offset such as +0100"),
        ([], "+0100", "STANDARD: DTSTART is missing"),
        (["DTSTART:2020"], "+0100", "DTSTART: `2020` is no date or time"),
        (
            ["DTSTART:20200101T000000", "RRULE:FREQ=DAILY"], "+0100",
            "STANDARD: more than 5000 changes"
        ),
        (
            ["DTSTART:20200101T000000", "RRULE:FREQ=YEARLY;BYWEEKNO=3"], "+0100",
            "RRULE: BYWEEKNO is not read"
        ),
    ])
    func `a zone that is needed and cannot be read is refused at its line`(
        lines: [String], to: String, words: String
    ) throws {
        let zone = Self.zone("Station", ("STANDARD", "+0000", to, lines))
        let fault = #expect(throws: ICalendarError.self) {
            try Self.calendar(zone + Self.event("Station", "20260512T080000"))
        }
        #expect(fault?.what.hasPrefix(words) == true, "\(String(describing: fault))")
        #expect((4...8).contains(fault?.line ?? 0))
        // A zone that no event needs is not read.
        #expect(throws: Never.self) { try Self.calendar(zone) }
    }

    @Test func `more zones than there are places are refused`() throws {
        let zones = (0..<600).flatMap { number in
            Self.zone("z\(number)", ("STANDARD", "+0000", "+0100", ["DTSTART:19700101T000000"]))
                + Self.event("z\(number)", "20260512T080000")
        }
        let fault = #expect(throws: ICalendarError.self) { try Self.calendar(zones) }
        #expect(fault?.what.hasPrefix("VTIMEZONE: more than 500 zones") == true)
    }

    @Test func `components within components are passed over, however deep`() throws {
        let deep = (0..<20_000).map { _ in "BEGIN:X" } + (0..<20_000).map { _ in "END:X" }
        let event = ["BEGIN:VEVENT", "UID:x", "DTSTART:20260505T080000Z"]
        let calendar = try Self.calendar(event + deep + ["END:VEVENT"])
        #expect(calendar.events.count == 1)
    }
}

// MARK: Several events under one UID

extension ICalendarTests {
    private static func shared(_ lines: String...) -> [String] {
        ["BEGIN:VEVENT", "UID:x"] + lines + ["END:VEVENT"]
    }

    private static func told(_ lines: [String]) throws -> [String] {
        let span =
            try Instant(
                rfc3339: "2026-01-01T00:00:00Z")..<Instant(
                rfc3339: "2027-01-01T00:00:00Z")
        return try calendar(lines).occurrences(overlapping: span).map {
            "\($0.start.rfc3339.prefix(10)) \($0.details.summary)"
        }
    }

    @Test func `two events under one UID both count, with a doubt that names both lines`() throws {
        let lines =
            Self.shared("DTSTART:20260512T080000Z", "SUMMARY:zhao")
            + Self.shared("DTSTART:20260514T080000Z", "SUMMARY:zhao")
            + Self.shared("DTSTART:20260514T080000Z", "SUMMARY:li")
        for order in [lines, Array(lines[10...] + lines[..<10])] {
            #expect(
                try Set(Self.told(order)) == [
                    "2026-05-12 zhao", "2026-05-14 zhao", "2026-05-14 li",
                ])
        }
        #expect(
            try Self.calendar(lines).doubts.map(\.description) == [
                "line 7, event x: the same UID as the event on line 2, which says something else: "
                    + "both count; give each its own UID, or the later version a higher SEQUENCE",
                "line 12, event x: the same UID as the event on line 2, which says something else: "
                    + "both count; give each its own UID, or the later version a higher SEQUENCE",
            ])
    }

    @Test func `an event written twice is one, and a later version takes the place of an earlier`()
        throws
    {
        let once = Self.shared("DTSTART:20260512T080000Z", "SUMMARY:zhao")
        #expect(try Self.told(once + once) == ["2026-05-12 zhao"])
        #expect(try Self.calendar(once + once).doubts == [])
        let moved = Self.shared("DTSTART:20260514T080000Z", "SUMMARY:zhao", "SEQUENCE:1")
        #expect(try Self.told(once + moved) == ["2026-05-14 zhao"])
        #expect(try Self.calendar(once + moved).doubts.map(\.line) == [2])
        let gone = Self.shared("DTSTART:20260514T080000Z", "STATUS:CANCELLED", "SEQUENCE:2")
        #expect(try Self.told(once + moved + gone) == [])
        let apart = Self.shared("DTSTART:20260514T080000Z", "STATUS:CANCELLED")
        #expect(try Self.told(once + apart) == ["2026-05-12 zhao"])
    }

    @Test func `two changes of one occurrence, and two repeated events, both count`() throws {
        let daily = Self.shared("DTSTART:20260504T080000Z", "SUMMARY:a", "RRULE:FREQ=DAILY;COUNT=3")
        let other = Self.shared("DTSTART:20260505T090000Z", "SUMMARY:b", "RRULE:FREQ=DAILY;COUNT=2")
        func change(_ name: String) -> [String] {
            Self.shared(
                "RECURRENCE-ID:20260505T080000Z", "DTSTART:20260505T100000Z", "SUMMARY:\(name)")
        }
        let lines = daily + other + change("c") + change("d")
        #expect(
            try Self.told(lines) == [
                "2026-05-04 a", "2026-05-05 b", "2026-05-05 c", "2026-05-05 d", "2026-05-06 a",
                "2026-05-06 b",
            ])
        #expect(try Self.calendar(lines).doubts.map(\.line) == [8, 20])
    }

    @Test func `thousands of events under one UID are read in no time`() throws {
        let lines = (0..<20_000).flatMap { number in
            Self.shared("DTSTART:20260512T080000Z", "SUMMARY:\(number % 4)")
        }
        #expect(try Set(Self.told(lines)).count == 4)
    }
}
