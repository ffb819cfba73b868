import Calendars
import Cases
import Rules
import TestSupport
import Testing

@Suite struct CalendarImportTests {
    /// Reads a rulebook whose single calendar is given, with files next to it.
    private static func outcome(
        _ calendar: String, _ files: [(String, [UInt8])]
    ) throws -> RulebookReader.Outcome {
        let whole = try TestFiles().bytes("Rulebooks/nothing-is-wrong.json")
        let text = "{ \"calendars\": { \"cn\": \(calendar) } }"
        let documents =
            [
                RuleDocument(path: "rules.json", bytes: whole),
                RuleDocument(path: "days.json", bytes: Array(text.utf8)),
            ] + files.map { RuleDocument(path: $0.0, bytes: $0.1) }
        return RulebookReader.read(documents: documents) {
            ["UTC", "Asia/Shanghai"].contains($0) ? Zone(fixed: 28_800, name: $0) : nil
        }
    }

    private static func told(_ calendar: String, _ files: (String, String)...) throws -> [String] {
        try outcome(calendar, files.map { ($0.0, Array($0.1.utf8)) })
            .diagnostics.map(\.description)
    }

    private static func calendar(
        _ calendar: String, _ files: (String, String)...
    ) throws -> WorkCalendar {
        let outcome = try outcome(calendar, files.map { ($0.0, Array($0.1.utf8)) })
        #expect(outcome.diagnostics.map(\.description) == [])
        return try #require(outcome.rulebook?.calendars["cn"])
    }

    private static let head = """
        "zone": "Asia/Shanghai", "week": { "mon-fri": ["09:00-17:00"] }
        """
    private static let notice = """
        { "$schema": "…", "year": 2026, "papers": ["https://gov.example/1"], "days": [
          { "name": "元旦", "date": "2025-12-31", "isOffDay": true },
          { "name": "元旦", "date": "2026-01-01", "isOffDay": true },
          { "name": "元旦", "date": "2026-01-04", "isOffDay": false } ] }
        """

    private static func dates(_ dates: Set<CivilDate>) -> [String] {
        dates.sorted().map(\.description)
    }

    @Test func `a yearly notice gives days off, make-up days and the year it covers`() throws {
        let calendar = try Self.calendar(
            "{ \(Self.head), \"import\": [\"2026.json\"] }", ("2026.json", Self.notice))
        #expect("\(calendar.covers.lowerBound)" == "2026-01-01")
        #expect("\(calendar.covers.upperBound)" == "2026-12-31")
        #expect(Self.dates(calendar.off) == ["2026-01-01"])
        #expect(Self.dates(calendar.work) == ["2026-01-04"])
    }

    @Test func `the days of several years come together, and a notice may reach back`() throws {
        let calendar = try Self.calendar(
            "{ \(Self.head), \"import\": [\"2025.json\", \"2026.json\"] }",
            (
                "2025.json",
                """
                { "year": 2025, "days": [{ "date": "2025-10-01", "isOffDay": true }] }
                """
            ), ("2026.json", Self.notice))
        #expect("\(calendar.covers.lowerBound)" == "2025-01-01")
        #expect(Self.dates(calendar.off) == ["2025-10-01", "2025-12-31", "2026-01-01"])
    }

    @Test func `a list of dates says off or work, and takes names and remarks`() throws {
        let calendar = try Self.calendar(
            "{ \(Self.head), \"covers\": [\"2026-01-01\", \"2026-12-31\"], \"import\": [\"x.txt\"] }",
            (
                "x.txt",
                "# local\r\n\r\n2026-05-20\n2026-05-21 off  Fair # every year\n2026-05-23 work 补班\n"
                    + "2026-06-01 Children's Day\n2027-01-01 off another year's\n"
            ))
        #expect(Self.dates(calendar.off) == ["2026-05-20", "2026-05-21", "2026-06-01"])
        #expect(Self.dates(calendar.work) == ["2026-05-23"])
    }

    @Test func `the whole days of a feed are off, and those it calls make-up days are worked`()
        throws
    {
        func event(_ lines: String) -> String {
            "BEGIN:VEVENT\nUID:\(lines.count)\n\(lines)\nEND:VEVENT\n"
        }
        let feed =
            "BEGIN:VCALENDAR\n"
            + event("SUMMARY:春节\nDTSTART;VALUE=DATE:20260215\nDTEND;VALUE=DATE:20260218")
            + event("SUMMARY:春节 补班\nDTSTART;VALUE=DATE:20260214")
            + event("SUMMARY:国庆节（班）\nDTSTART;VALUE=DATE:20261010")
            + event("SUMMARY:Inventory\nCATEGORIES:Work\nDTSTART;VALUE=DATE:20261107")
            + event("SUMMARY:Founders' Day\nDTSTART;VALUE=DATE:20200513\nRRULE:FREQ=YEARLY")
            + event("SUMMARY:班长日\nDTSTART;VALUE=DATE:20260601") + "END:VCALENDAR\n"
        let calendar = try Self.calendar(
            "{ \(Self.head), \"covers\": [\"2026-01-01\", \"2026-12-31\"], \"import\": [\"x.ics\"] }",
            ("x.ics", feed))
        #expect(
            Self.dates(calendar.off) == [
                "2026-02-15", "2026-02-16", "2026-02-17", "2026-05-13", "2026-06-01",
            ])
        #expect(Self.dates(calendar.work) == ["2026-02-14", "2026-10-10", "2026-11-07"])
    }

    @Test func `what is written wins over what is imported, and a later file over an earlier`()
        throws
    {
        let calendar = try Self.calendar(
            """
            { \(Self.head), "covers": ["2026-01-01", "2026-12-31"], "import": ["a.txt", "b.txt"],
              "off": ["2026-05-04"], "work": ["2026-05-09"] }
            """, ("a.txt", "2026-05-04 work\n2026-05-09 off\n2026-05-16 off\n"),
            ("b.txt", "2026-05-16 work\n"))
        #expect(Self.dates(calendar.off) == ["2026-05-04"])
        #expect(Self.dates(calendar.work) == ["2026-05-09", "2026-05-16"])
    }

    @Test func `a name is looked up from the document's folder, also in a pack nobody uses`() throws
    {
        let whole = try TestFiles().bytes("Rulebooks/nothing-is-wrong.json")
        let own =
            "{ \"calendars\": { \"own\": { \(Self.head), \"import\": [\"../cn/2026.json\"] } } }"
        let documents = [
            RuleDocument(path: "rules.json", bytes: whole),
            RuleDocument(path: "mine/own.json", bytes: Array(own.utf8)),
            RuleDocument(path: "cn/pack.json", bytes: Array("{}".utf8)),
            RuleDocument(path: "cn/2026.json", bytes: Array(Self.notice.utf8)),
        ]
        let outcome = RulebookReader.read(documents: documents) { Zone(fixed: 28_800, name: $0) }
        #expect(outcome.diagnostics.map(\.description) == [])
        #expect(outcome.rulebook?.calendars["own"]?.off.count == 1)
        #expect(
            outcome.documents.map(\.name) == ["cn/2026.json", "mine/own.json", "rules.json"])
    }

    @Test func `the digest knows the files that are imported, and no others`() throws {
        let calendar =
            "{ \(Self.head), \"covers\": [\"2026-01-01\", \"2026-12-31\"], \"import\": [\"x.txt\"] }"
        func outcome(_ list: String, _ notes: String) throws -> RulebookReader.Outcome {
            try Self.outcome(
                calendar, [("x.txt", Array(list.utf8)), ("notes.txt", Array(notes.utf8))])
        }
        let first = try outcome("2026-05-20\n", "a")
        #expect(first.documents.map(\.name) == ["days.json", "rules.json", "x.txt"])
        let digest = try #require(first.rulebook?.digest)
        #expect(try outcome("2026-05-20\n", "b").rulebook?.digest == digest)
        #expect(try outcome("2026-05-20 \n", "a").rulebook?.digest != digest)
    }

    @Test func `faults of a file are told where they are in it`() throws {
        let covers = "\"covers\": [\"2026-01-01\", \"2026-12-31\"]"
        let told = try Self.told(
            "{ \(Self.head), \(covers), \"import\": [\"x.txt\", \"y.ics\", \"z.json\"] }",
            ("x.txt", "2026-02-30\n2026-05-20 wrok\n2026-05-21 off\n2026-05-21 work\n"),
            (
                "y.ics",
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:odd\nDTSTART;VALUE=DATE:20260501\n"
                    + "RRULE:FREQ=YEARLY;BYWEEKNO=1\nEND:VEVENT\nEND:VCALENDAR\n"
            ),
            (
                "z.json",
                "{ \"year\": 2026, \"days\": [\n  { \"date\": \"2026-13-01\", "
                    + "\"isOffDay\": true } ] }"
            ))
        #expect(
            told == [
                "x.txt:1:1: error: /: \"2026-02-30\", accepted is such as 2026-01-01, "
                    + "2026-02-14 work 春节补班 or 2026-12-24 08:00-12:00 (import.line)",
                "x.txt:2:1: error: /: \"2026-05-20 wrok\", accepted is such as 2026-01-01, "
                    + "2026-02-14 work 春节补班 or 2026-12-24 08:00-12:00 (import.line)",
                "x.txt:4:1: error: /: 2026-05-21 is off and worked, a date is one or the other "
                    + "(calendar.both)",
                "y.ics:5:1: error: /: event \"odd\": RRULE: BYWEEKNO is not read; accepted are "
                    + "BYDAY, BYMONTH, BYMONTHDAY, BYSETPOS, COUNT, FREQ, INTERVAL, UNTIL, WKST "
                    + "(import.ics)",
                "z.json:2:3: error: /days/0: an object, accepted is {\"date\": \"2026-01-01\", "
                    + "\"isOffDay\": true} (import.form)",
            ])
    }

    @Test func `a file that is not there is told with the nearest name`() throws {
        #expect(
            try Self.told(
                "{ \(Self.head), \"import\": [\"2025.json\", \"../2026.json\", \"notes.md\"] }",
                ("2026.json", Self.notice)
            ).filter { $0.contains("import.") } == [
                "days.json:1:102: error: /calendars/cn/import/0: no file \"2025.json\" that can be "
                    + "read, names are looked up from this document's folder, below the rules, "
                    + "nearest is \"2026.json\" (import.missing)",
                "days.json:1:115: error: /calendars/cn/import/1: no file \"../2026.json\" that can "
                    + "be read, names are looked up from this document's folder, below the rules, "
                    + "nearest is \"2026.json\" (import.missing)",
                "days.json:1:131: error: /calendars/cn/import/2: no file \"notes.md\" that can be "
                    + "read, names are looked up from this document's folder, below the rules "
                    + "(import.missing)",
            ])
    }

    @Test func `a year without days covers nothing yet, and years must not have a gap`() throws {
        let empty = "{ \"year\": 2027, \"days\": [] }"
        let told = try Self.told(
            "{ \(Self.head), \"import\": [\"2026.json\", \"2027.json\"] }",
            ("2026.json", Self.notice), ("2027.json", empty))
        #expect(
            told == [
                "2027.json:1:25: warning: /days: no days of 2027, the year is not covered until "
                    + "there are (import.empty)"
            ])
        let old = "{ \"year\": 2024, \"days\": [{ \"date\": \"2024-01-01\", \"isOffDay\": true }] }"
        #expect(
            try Self.told(
                "{ \(Self.head), \"import\": [\"2026.json\", \"2024.json\"] }",
                ("2026.json", Self.notice), ("2024.json", old)
            ).map { $0.suffix(13) } == ["(key.missing)"])
    }

    private static let year = "\"covers\": [\"2026-01-01\", \"2026-12-31\"]"

    /// Returns a calendar file with the lines of events, each between BEGIN and END.
    private static func events(_ events: [String]...) -> String {
        let lines = events.enumerated().flatMap { number, lines in
            ["BEGIN:VEVENT", "UID:\(number)"] + lines + ["END:VEVENT"]
        }
        return (["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR", ""]).joined(separator: "\n")
    }

    private static func hours(_ calendar: WorkCalendar) throws -> [String] {
        calendar.ownHours.sorted { $0.key < $1.key }.map { date, hours in
            "\(date) " + hours.map(\.description).joined(separator: " ")
        }
    }

    @Test func `an event with a time of day takes that time off, and no more`() throws {
        let zoned = ";TZID=Asia/Shanghai:"
        let calendar = try Self.calendar(
            "{ \(Self.head), \(Self.year), \"import\": [\"x.ics\"] }",
            (
                "x.ics",
                Self.events(
                    ["SUMMARY:Half day", "DTSTART\(zoned)20261224T120000", "DURATION:PT12H"],
                    ["SUMMARY:Floods", "DTSTART:20260505T150000", "DTEND:20260507T100000"],
                    ["SUMMARY:Call", "DTSTART:20260601T090000", "DURATION:PT30M"]
                        + ["TRANSP:TRANSPARENT"],
                    ["SUMMARY:Full moon", "DTSTART:20260601T100000Z"],
                    ["SUMMARY:加班（班）", "DTSTART:20260606T090000", "DURATION:PT3H"],
                    ["SUMMARY:late (work)", "DTSTART:20260608T160000", "DURATION:PT3H"])
            ))
        #expect(
            try Self.hours(calendar) == [
                "2026-05-05 09:00-15:00", "2026-05-06 ", "2026-05-07 10:00-17:00",
                "2026-06-06 09:00-12:00", "2026-06-08 09:00-19:00", "2026-12-24 09:00-12:00",
            ])
        #expect(calendar.off.isEmpty && calendar.work.isEmpty)
        #expect(try !calendar.isWorking(#require(CivilDate("2026-05-06"))))
    }

    @Test func `an observance is a working day, by the mark of Google or a category`() throws {
        let google = "Observance\\nTo hide observances\\, go to Google Calendar Settings"
        let outcome = try Self.outcome(
            "{ \(Self.head), \(Self.year), \"import\": [\"x.ics\"] }",
            [
                (
                    "x.ics",
                    Array(
                        Self.events(
                            ["SUMMARY:St. Martin's Day", "DTSTART;VALUE=DATE:20261111"]
                                + ["DESCRIPTION:Observance", "TRANSP:TRANSPARENT"],
                            ["SUMMARY:情人节", "DTSTART;VALUE=DATE:20260214"]
                                + ["DESCRIPTION:\(google)"],
                            ["SUMMARY:Muttertag", "DTSTART;VALUE=DATE:20260511"]
                                + ["CATEGORIES:Feier,Gedenktag"],
                            ["SUMMARY:Labour Day", "DTSTART;VALUE=DATE:20260501"]
                                + ["DESCRIPTION:Public holiday", "TRANSP:TRANSPARENT"],
                            ["SUMMARY:Clocks", "DTSTART:20260513T100000", "DURATION:PT1H"]
                                + ["DESCRIPTION:Observance"]
                        ).utf8)
                )
            ])
        #expect(outcome.diagnostics.map(\.description) == [])
        let listing = try #require(outcome.calendars.first { $0.calendar.name == "cn" })
        #expect(Self.dates(listing.calendar.off) == ["2026-05-01"])
        #expect(listing.calendar.ownHours.isEmpty)
        #expect(
            listing.lines(in: .english).dropFirst(8) == [
                "2026-02-14 sat  no day off (an observance)  情人节  (x.ics:9)",
                "2026-05-01 fri  off  Labour Day  (x.ics:21)",
                "2026-05-11 mon  no day off (an observance)  Muttertag  (x.ics:15)",
                "2026-05-13 wed  no day off (an observance)  Clocks  (x.ics:28)",
                "2026-11-11 wed  no day off (an observance)  St. Martin's Day  (x.ics:2)",
            ])
    }

    @Test func `what a calendar's own lists say beats what is imported, and hours beat the week`()
        throws
    {
        let outcome = try Self.outcome(
            """
            { \(Self.head), \(Self.year), "import": ["a.txt", "b.txt"], "off": ["2026-03-02"],
              "work": ["2026-05-01"], "hours": { "2026-12-24": ["09:00-11:00", "12:00-13:00"],
              "2026-05-02": ["10:00-12:00"] } }
            """,
            [
                (
                    "a.txt",
                    Array(
                        """
                        2026-05-01 off Labour Day
                        2026-12-24 off
                        2026-12-31 09:00-12:00,13:00-14:00 New Year's Eve
                        2026-03-02 10:00-12:00

                        """.utf8)
                ),
                ("b.txt", Array("2026-12-30 10:00-11:00\n2026-12-30 off\n".utf8)),
            ])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "b.txt:2:1: error: /: 2026-12-30 is off and worked, a date is one or the other "
                    + "(calendar.both)"
            ])
        let listing = try #require(outcome.calendars.first { $0.calendar.name == "cn" })
        #expect(Self.dates(listing.calendar.off) == ["2026-03-02", "2026-12-30"])
        #expect(Self.dates(listing.calendar.work) == ["2026-05-01"])
        #expect(
            listing.lines(in: .english).dropFirst(8).filter { !$0.contains("12-30") } == [
                "2026-03-02 mon  off  (days.json: /calendars/cn/off/0)",
                "2026-05-01 fri  work  (days.json: /calendars/cn/" + "work/0)",
                "2026-05-02 sat  10:00-12:00  (days.json: /calendars/cn/hours/2026-05-02)",
                "2026-12-24 thu  09:00-11:00 12:00-13:00  "
                    + "(days.json: /calendars/cn/hours/2026-12-24)",
                "2026-12-31 thu  09:00-12:00 13:00-14:00  New Year's Eve  (a.txt:3)",
            ])
    }

    @Test func `hours of a date are told where they are wrong`() throws {
        let told = try Self.told(
            """
            { \(Self.head), \(Self.year), "off": ["2026-01-02"], "hours": {
              "2026-01-02": ["09:00-11:00"], "24.12.": ["09:00-11:00"], "2026-01-05": [],
              "2026-01-06": ["11:00-09:00"], "2027-01-04": ["09:00-11:00"] } }
            """)
        let hours = "/calendars/cn/hours"
        let expected = [
            "\(hours): 2026-01-02 is off and has hours, a date is one or the other (calendar.both)",
            "\(hours)/24.12.: \"24.12.\", accepted is a date such as 2026-12-24 (date.form)",
            "\(hours)/2026-01-05: an empty array, accepted is a list of spans such as 09:00-12:00, "
                + "in order (value.empty)",
            "\(hours)/2026-01-06/0: \"11:00-09:00\", accepted is a list of spans such as "
                + "09:00-12:00, in order (hours.form)",
            "\(hours)/2027-01-04: 2027-01-04 is not within \"covers\", it has no effect "
                + "(calendar.outside)",
        ]
        #expect(told.map { String($0.drop { $0 != "/" }) } == expected)
    }

    @Test func `rules that are imported stay rules, and are told to hold no days`() throws {
        let told = try Self.told("{ \(Self.head), \"import\": [\"rules.json\"] }")
        #expect(told.map(\.isEmpty) == [false, false])
        #expect(told[0].contains("import.form") || told[1].contains("import.form"), "\(told)")
    }
}
