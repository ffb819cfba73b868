import Calendars
import Cases
import Foundation
import JSON
import Rules
import TestSupport
import Testing

/// Tests of schedules kept in a calendar, with the conventions of Grafana OnCall.
@Suite struct FeedTests {
    private static func calendar(_ events: String...) -> String {
        let lines = events.enumerated().map { index, event in
            "BEGIN:VEVENT\r\nUID:e\(index + 1)\r\n"
                + event.split(separator: " | ").joined(separator: "\r\n") + "\r\nEND:VEVENT\r\n"
        }
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + lines.joined() + "END:VCALENDAR\r\n"
    }

    private static func read(
        _ schedule: String, _ files: [String: String]
    ) throws -> RulebookReader.Outcome {
        let text = String(
            decoding: try TestFiles().bytes("Rulebooks/nothing-is-wrong.json"), as: UTF8.self)
        let base = text.replacing(
            #""duty": "contact:li""#, with: #""duty": "schedule:duty""#)
        let more = #"{ "schedules": { "duty": \#(schedule) } }"#
        let documents = [("rules.json", base), ("duty.json", more)] + files.map { ($0, $1) }
        return RulebookReader.read(
            documents: documents.map { RuleDocument(path: $0, bytes: [UInt8]($1.utf8)) },
            zones: { $0 == "Asia/Shanghai" ? Zone(fixed: 28_800, name: $0) : nil })
    }

    private static func onCall(
        _ outcome: RulebookReader.Outcome, _ times: String...
    ) throws -> [String] {
        let schedule = try #require(outcome.rulebook?.schedules["duty"])
        return try times.map { time in
            let instant = try Instant(rfc3339: "2026-05-\(time):00+08:00")
            let people = schedule.onCall(at: instant)
            let minute = instant..<instant + .seconds(60)
            #expect(schedule.shifts(in: minute).map(\.people) == [people])
            return people.map { $0.description.replacing("contact:", with: "") }
                .joined(separator: " ")
        }
    }

    @Test func `a summary is a contact's id, name or address, or a name that is mapped`() throws {
        let feed = Self.calendar(
            "SUMMARY:张伟 | DTSTART:20260511T000000Z | DTEND:20260511T120000Z",
            "SUMMARY: LI@city.example  | DTSTART:20260512T000000Z | DTEND:20260512T120000Z",
            "SUMMARY:Engineer | DTSTART:20260513T000000Z | DTEND:20260513T120000Z",
            "SUMMARY:The deputies | DTSTART:20260514T000000Z | DTEND:20260514T120000Z")
        let outcome = try Self.read(
            """
            { "feed": "duty.ics",
              "people": { "the DEPUTIES": ["contact:li", "mailto:d@c.example"] } }
            """,
            ["duty.ics": feed])
        #expect(outcome.diagnostics == [])
        #expect(
            try Self.onCall(outcome, "11T08:00", "12T08:00", "13T19:59", "13T20:00", "14T08:00")
                == ["zhang", "li", "engineer", "", "li mailto:d@c.example"])
    }

    @Test func `the highest level counts, equals share, and the other feed beats both`() throws {
        let feed = Self.calendar(
            "SUMMARY:zhang | DTSTART:20260511T000000Z | DTEND:20260512T000000Z | RRULE:FREQ=DAILY",
            "SUMMARY:[L1] li | DTSTART:20260511T040000Z | DTEND:20260511T080000Z",
            "SUMMARY:[L1] engineer | DTSTART:20260511T060000Z | DTEND:20260511T100000Z")
        let overrides = Self.calendar(
            "SUMMARY:zhang | DTSTART:20260511T070000Z | DTEND:20260511T073000Z")
        let outcome = try Self.read(
            #"{ "feed": "duty.ics", "overridesFeed": "swaps.ics" }"#,
            ["duty.ics": feed, "swaps.ics": overrides])
        #expect(outcome.diagnostics == [])
        #expect(
            try Self.onCall(
                outcome, "11T11:59", "11T12:00", "11T14:00", "11T15:00", "11T15:30", "11T16:00",
                "11T18:00", "31T03:00")
                == [
                    "zhang", "li", "li engineer", "zhang", "li engineer", "engineer", "zhang",
                    "zhang",
                ])
    }

    @Test func `attendees have the shift, those who declined do not, whole days are the zone's`()
        throws
    {
        let feed = Self.calendar(
            "SUMMARY:Duty | DTSTART;VALUE=DATE:20260511 | ATTENDEE:mailto:zhang@anju.example"
                + " | ATTENDEE;PARTSTAT=DECLINED:mailto:li@city.example",
            "SUMMARY:li | DTSTART;VALUE=DATE:20260512 | ATTENDEE;CN=张伟:mailto:other@c.example")
        let outcome = try Self.read(
            #"{ "zone": "Asia/Shanghai", "feed": "duty.ics" }"#, ["duty.ics": feed])
        #expect(outcome.diagnostics == [])
        #expect(
            try Self.onCall(outcome, "10T23:59", "11T00:00", "11T23:59", "12T00:00", "13T00:00")
                == ["", "zhang", "zhang", "li zhang", ""])
    }

    @Test func `a name that is nobody's is told by its event, and the rest is taken`() throws {
        let feed = Self.calendar(
            "SUMMARY:zhangg | DTSTART:20260511T000000Z | DTEND:20260511T120000Z",
            "SUMMARY:zhangg | DTSTART:20260512T000000Z | DTEND:20260512T120000Z",
            "DTSTART:20260513T000000Z | DTEND:20260513T120000Z",
            "SUMMARY:zhang | DTSTART:20260514T000000Z | DTEND:20260514T120000Z")
        let outcome = try Self.read(#"{ "feed": "duty.ics" }"#, ["duty.ics": feed])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "duty.ics:3:1: warning: /: event \"e1\": \"zhangg\" is an unknown name, accepted is "
                    + "a contact's id, name or mail address, or a name under \"people\", nearest "
                    + "is \"zhang\" (feed.person)",
                "duty.ics:15:1: warning: /: event \"e3\": no name, accepted is "
                    + "a contact's id, name or mail address, or a name under \"people\" "
                    + "(feed.person)",
            ])
        #expect(try Self.onCall(outcome, "11T08:00", "14T08:00") == ["", "zhang"])
    }

    @Test func `what is wrong with a feed is told where it is`() throws {
        let broken = Self.calendar(
            "SUMMARY:zhang | DTSTART:20260511T000000Z | RRULE:FREQ=SECONDLY")
        func told(_ schedule: String, _ files: [String: String] = [:]) throws -> [String] {
            let outcome = try Self.read(schedule, files)
            #expect(outcome.rulebook == nil)
            return outcome.diagnostics.filter(\.isError).map {
                "\($0.path):\($0.place.line) \($0.diagnostic.code) \($0.diagnostic.pointer)"
            }
        }
        let unread = try told(#"{ "feed": "duty.ics" }"#, ["duty.ics": broken])
        #expect(unread == ["duty.ics:7 import.ics "])
        #expect(
            try told(#"{ "feed": "none.ics" }"#) == [
                "duty.json:1 import.missing /schedules/duty/feed"
            ])
        #expect(
            try told(#"{ "feed": "duty.txt", "layers": [], "overridesFeed": 7 }"#) == [
                "duty.json:1 import.kind /schedules/duty/feed",
                "duty.json:1 schedule.both /schedules/duty/layers",
                "duty.json:1 value.empty /schedules/duty/layers",
                "duty.json:1 value.kind /schedules/duty/overridesFeed",
            ])
        #expect(
            try told(#"{ "people": { "x": "contact:nobody" } }"#) == [
                "duty.json:1 key.missing /schedules/duty",
                "duty.json:1 people.idle /schedules/duty/people",
                "duty.json:1 name.unknown /schedules/duty/people/x",
            ])
    }

    @Test func `layers may have a feed of swaps over them, and the digest knows it`() throws {
        let layers = """
            { "layers": [{ "rotation": ["contact:zhang"], "starts": "2026-01-01T08:00",
                           "every": "P1D" }], "overridesFeed": "swaps.ics" }
            """
        let swaps = Self.calendar(
            "SUMMARY:li | DTSTART:20260511T000000Z | DTEND:20260511T120000Z")
        let outcome = try Self.read(layers, ["swaps.ics": swaps])
        #expect(outcome.diagnostics == [])
        #expect(
            try Self.onCall(outcome, "11T07:59", "11T08:00", "11T20:00") == [
                "zhang", "li", "zhang",
            ])
        let other = try Self.read(
            layers, ["swaps.ics": swaps.replacing("SUMMARY:li", with: "SUMMARY:engineer")])
        #expect(other.rulebook?.digest != outcome.rulebook?.digest)
        #expect(other.rulebook != nil)
    }
}
