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
                "x.txt:1:1: error: /: \"2026-02-30\", accepted is a line such as 2026-01-01 or "
                    + "2026-02-14 work 春节补班 (import.line)",
                "x.txt:2:1: error: /: \"2026-05-20 wrok\", accepted is a line such as 2026-01-01 or "
                    + "2026-02-14 work 春节补班 (import.line)",
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

    @Test func `an event with a time of day is no day off, and that is said`() throws {
        #expect(
            try Self.told(
                "{ \(Self.head), \"covers\": [\"2026-01-01\", \"2026-12-31\"], \"import\": [\"x.ics\"] }",
                (
                    "x.ics",
                    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:20260501T080000Z\nEND:VEVENT\n"
                        + "END:VCALENDAR\n"
                )) == [
                    "x.ics:2:1: warning: /: an event with a time of day, only whole days are accepted "
                        + "(import.timed)"
                ])
    }

    @Test func `rules that are imported stay rules, and are told to hold no days`() throws {
        let told = try Self.told("{ \(Self.head), \"import\": [\"rules.json\"] }")
        #expect(told.map(\.isEmpty) == [false, false])
        #expect(told[0].contains("import.form") || told[1].contains("import.form"), "\(told)")
    }
}
