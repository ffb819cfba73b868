import Foundation
import JSON
import TestSupport
import Testing

/// Tests of calendar files as people have them: what `check`, `oncall` and `try` make of them.
@Suite struct CalendarFileTests {
    private static func ics(_ events: [String]..., zone: [String] = []) -> String {
        let lines = events.flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] }
        return (["BEGIN:VCALENDAR", "VERSION:2.0"] + zone + lines + ["END:VCALENDAR", ""])
            .joined(separator: "\r\n")
    }

    /// Returns an office with a calendar of Germany that imports a file.
    private static func german(_ file: String) async throws -> Office {
        let office = try Office()
        try office.folder.write(
            """
            { "calendars": { "de": { "zone": "Europe/Berlin",
                "covers": ["2026-01-01", "2027-12-31"],
                "week": { "mon-fri": ["08:00-17:00"] }, "import": ["de.ics"] } } }
            """, to: "rules/de.json")
        try office.folder.write(file, to: "rules/de.ics")
        return office
    }

    private static let year = ics(
        ["UID:a", "DTSTART;VALUE=DATE:20261111", "DESCRIPTION:Observance"]
            + ["SUMMARY:St. Martin's Day", "TRANSP:TRANSPARENT"],
        ["UID:b", "DTSTART;TZID=Europe/Berlin:20261224T120000"]
            + ["DTEND;TZID=Europe/Berlin:20261225T000000", "SUMMARY:Half day"],
        ["UID:c", "DTSTART;VALUE=DATE:20261225", "DESCRIPTION:Public holiday"]
            + ["SUMMARY:Christmas"],
        ["UID:d", "DTSTART;VALUE=DATE:20261219", "SUMMARY:Inventory (work)"])

    @Test func `a calendar's days are listed with their names and places`() async throws {
        let office = try await Self.german(Self.year)
        let outcome = try await office.run("check", "--calendar", "de")
        #expect(outcome.status == 0 && outcome.errors == "")
        #expect(
            outcome.lines == [
                "de: zone Europe/Berlin, covers 2026-01-01 to 2027-12-31",
                "mon  08:00-17:00", "tue  08:00-17:00", "wed  08:00-17:00", "thu  08:00-17:00",
                "fri  08:00-17:00", "sat  off", "sun  off",
                "2026-11-11 wed  no day off (an observance)  St. Martin's Day  (rules/de.ics:3)",
                "2026-12-19 sat  work  Inventory (work)  (rules/de.ics:22)",
                "2026-12-24 thu  08:00-12:00  Half day  (rules/de.ics:10)",
                "2026-12-25 fri  off  Christmas  (rules/de.ics:16)",
            ])
        let json = try await office.run("check", "--calendar", "de", "--format", "json")
        let calendar = try JSONReader.read(Array(json.output.utf8))["calendar"]
        #expect(calendar?["days"]?.array?.count == 4)
        #expect(
            calendar?["days"]?.array?[2] == [
                "date": "2026-12-24", "weekday": "thu", "effect": "hours",
                "hours": ["08:00-12:00"], "name": "Half day", "source": "rules/de.ics:10",
            ])
        let unknown = try await office.run("check", "--calendar", "dee")
        #expect(unknown.status == 65)
        #expect(
            unknown.errors
                == "duebell: --calendar: no calendar \"dee\", accepted are de, nearest is \"de\"\n")
    }

    @Test func `deadlines follow the half day and pass the observance`() async throws {
        let office = try await Self.german(Self.year)
        func asked(_ due: String, _ occurred: String) -> String {
            #"{"due":{\#(due),"of":"occurred","calendar":"de"},"zone":"Europe/Berlin","#
                + #""anchors":{"occurred":"\#(occurred)"}}"#
        }
        let lines = [
            asked(#""businessDays":1"#, "2026-11-10T10:00:00+01:00"),
            asked(#""businessHours":6.0"#, "2026-12-24T10:00:00+01:00"),
            asked(#""businessHours":"PT90M""#, "2026-12-24T10:30:00+01:00"),
            asked(#""businessHours":"90""#, "2026-12-24T10:30:00+01:00"),
        ]
        let outcome = try await office.run(
            "try", "due", "--rules", "rules", input: lines.joined(separator: "\n"))
        #expect(
            outcome.lines == [
                #"{"dueAt":"2026-11-11T16:00:00Z"}"#, #"{"dueAt":"2026-12-28T11:00:00Z"}"#,
                #"{"dueAt":"2026-12-24T11:00:00Z"}"#,
                #"{"error":"/due/businessHours: \"90\", accepted is a number of hours up to 87600 "#
                    + #"such as 8 or 1.5, or a period such as PT30M"}"#,
            ])
    }

    /// Returns an office whose city is on call by a feed, or by a feed of overrides.
    private static func duty(_ key: String, _ file: String) async throws -> Office {
        let office = try Office()
        let layers =
            #""layers": [{ "rotation": ["contact:secretary"], "starts": "2026-01-01T08:00", "#
            + #""every": "P1D" }],"#
        try office.folder.write(
            """
            { "schedules": { "duty": { "zone": "Asia/Shanghai", "gaps": "allowed",
                \(key == "feed" ? "" : layers) "\(key)": "duty.ics" } },
              "units": { "press": { "name": "宣传部", "duty": "schedule:duty" } } }
            """, to: "rules/duty.json")
        try office.folder.write(file, to: "rules/duty.ics")
        return office
    }

    @Test(arguments: ["feed", "overridesFeed"])
    func `two shifts under one UID are both there, and the second is warned of`(
        key: String
    ) async throws {
        func shift(_ day: Int) -> [String] {
            [
                "UID:swap-2026", "DTSTART;TZID=Asia/Shanghai:202605\(day)T080000", "DURATION:P1D",
                "SUMMARY:engineer",
            ]
        }
        let office = try await Self.duty(key, Self.ics(shift(12), shift(14)))
        let check = try await office.run("check")
        #expect(check.status == 0)
        #expect(check.errors.hasPrefix("rules/duty.ics:9:1: warning: /: event \"swap-2026\": "))
        for (time, person) in [
            ("12T09", "engineer"), ("13T09", "secretary"), ("14T09", "engineer"),
        ] {
            let told = try await office.run(
                "oncall", "--at", "2026-05-\(time):00:00+08:00", "--format", "json")
            let people = try told.output.ndjson.first?["onCall"]?.array ?? []
            let wanted: [JSON] =
                person == "secretary" && key == "feed" ? [] : [.string("contact:\(person)")]
            #expect(people == wanted, "\(time)")
        }
    }

    @Test func `a feed in a zone of its own is read by its own rules`() async throws {
        func onset(_ kind: String, _ from: String, _ to: String, _ month: Int) -> [String] {
            [
                "BEGIN:\(kind)", "DTSTART:16010101T030000", "TZOFFSETFROM:\(from)",
                "TZOFFSETTO:\(to)", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=\(month)",
                "END:\(kind)",
            ]
        }
        let zone =
            ["BEGIN:VTIMEZONE", "TZID:(UTC+01:00) Amsterdam\\, Berlin"]
            + onset("STANDARD", "+0200", "+0100", 10) + onset("DAYLIGHT", "+0100", "+0200", 3)
            + ["END:VTIMEZONE"]
        let name = "TZID=\"(UTC+01:00) Amsterdam, Berlin\""
        let office = try await Self.duty(
            "feed",
            Self.ics(
                ["UID:1", "DTSTART;\(name):20260512T080000", "DTEND;\(name):20260513T080000"]
                    + ["SUMMARY:engineer"], zone: zone))
        #expect(try await office.run("check").status == 0)
        let told = try await office.run(
            "oncall", "--schedule", "duty", "--from", "2026-05-12T00:00:00Z", "--until",
            "2026-05-13T12:00:00Z", "--format", "json")
        let shift = try told.output.ndjson.first { $0["onCall"]?.array?.isEmpty == false }
        #expect(shift?["from"] == "2026-05-12T06:00:00Z")
        #expect(shift?["until"] == "2026-05-13T06:00:00Z")
    }
}
