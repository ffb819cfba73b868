import Calendars
import Cases
import Foundation
import Rules
import TestSupport
import Testing

/// Tests of reading schedules: the resulting shifts, and the diagnostics.
@Suite struct ScheduleReadingTests {
    /// Reads a rulebook without faults, except that its city unit is on call by the given schedule.
    static func read(
        _ schedules: String, at now: String? = nil, steps: String? = nil
    ) throws -> RulebookReader.Outcome {
        var text = String(
            decoding: try TestFiles().bytes("Rulebooks/nothing-is-wrong.json"), as: UTF8.self)
        text.replace(#""duty": "contact:li""#, with: #""duty": "schedule:duty""#)
        if let steps { text.replace(#""to": ["contact:li"]"#, with: #""to": [\#(steps)]"#) }
        let people = """
            { "schedules": \(schedules),
              "contacts": {
                "wang": { "name": "王芳", "reach": [{ "channel": "mail", "address": "w@c.example" }] }
              }, "units": { "press": { "name": "宣传部", "duty": "contact:wang" } } }
            """
        return RulebookReader.read(
            documents: [
                RuleDocument(path: "base.json", bytes: [UInt8](text.utf8)),
                RuleDocument(path: "duty.json", bytes: [UInt8](people.utf8)),
            ],
            zones: {
                $0 == "UTC" ? .utc : $0 == "Asia/Shanghai" ? Zone(fixed: 28_800, name: $0) : nil
            },
            at: try now.map { try Instant(rfc3339: $0) })
    }

    private static func onCall(_ schedules: String, _ times: String...) throws -> [String] {
        let outcome = try read(schedules)
        try #require(outcome.diagnostics == [])
        let schedule = try #require(outcome.rulebook?.schedules["duty"])
        return try times.map { time in
            schedule.onCall(at: try Instant(rfc3339: time)).map(\.description).joined(
                separator: " ")
        }
    }

    @Test func `the example of the design gives each a day, and the holiday to one of them`() throws
    {
        let found = try Self.onCall(
            """
            { "duty": { "zone": "Asia/Shanghai",
                "layers": [
                  { "rotation": ["contact:li", "contact:wang"], "starts": "2026-01-01T08:00",
                    "every": "P1D" }],
                "overrides": [
                  { "from": "2026-02-17T08:00", "until": "2026-02-18T08:00",
                    "contact": "contact:li" }] } }
            """,
            "2026-01-01T07:59:59+08:00", "2026-01-01T08:00:00+08:00", "2026-01-02T08:00:00+08:00",
            "2026-02-17T07:59:59+08:00", "2026-02-17T08:00:00+08:00", "2026-02-18T07:59:59+08:00",
            "2026-02-18T08:00:00+08:00")
        #expect(
            found == [
                "", "contact:li", "contact:wang", "contact:li", "contact:li", "contact:li",
                "contact:li",
            ])
    }

    @Test func `a later layer counts where it has somebody, and several may be on call`() throws {
        let found = try Self.onCall(
            """
            { "duty": {
                "layers": [
                  { "rotation": ["contact:li"], "starts": "2026-01-01T00:00", "every": "P1W" },
                  { "rotation": [["contact:wang", "mailto:deputy@city.example"]],
                    "starts": "2026-01-05T00:00", "every": "P1W", "until": "2026-02-01T00:00",
                    "only": { "days": "mon-fri", "hours": "18:00-08:00" } }] } }
            """,
            "2026-01-05T12:00:00+08:00", "2026-01-05T18:00:00+08:00", "2026-01-10T07:00:00+08:00",
            "2026-01-10T18:00:00+08:00", "2026-02-02T18:00:00+08:00")
        let both = "contact:wang mailto:deputy@city.example"
        #expect(found == ["contact:li", both, both, "contact:li", "contact:li"])
    }

    @Test func `lengths may be a list, the start an instant, hours more than one span`() throws {
        let found = try Self.onCall(
            """
            { "duty": { "zone": "UTC",
                "layers": [
                  { "rotation": ["contact:li", "contact:wang"], "every": ["10h", "14h"],
                    "starts": "2026-01-01T08:00:00+08:00",
                    "only": [{ "hours": "00:00-12:00" }, { "days": "thu", "hours": "20:00-24:00" }]
                  }] } }
            """,
            "2026-01-01T09:59:59Z", "2026-01-01T10:00:00Z", "2026-01-01T12:00:00Z",
            "2026-01-01T20:00:00Z", "2026-01-02T00:00:00Z", "2026-01-02T20:00:00Z")
        #expect(found == ["contact:li", "contact:wang", "", "contact:wang", "contact:li", ""])
    }

    @Test func `the last override written counts`() throws {
        let found = try Self.onCall(
            """
            { "duty": {
                "layers": [
                  { "rotation": ["contact:li"], "starts": "2026-01-01T00:00", "every": "P1W" }],
                "overrides": [
                  { "from": "2026-03-01T00:00", "until": "2026-03-03T00:00",
                    "contact": ["contact:wang", "contact:zhang"] },
                  { "from": "2026-03-02T00:00", "until": "2026-03-02T12:00:00+08:00",
                    "contact": "mailto:deputy@city.example" }] } }
            """,
            "2026-03-01T00:00:00+08:00", "2026-03-02T00:00:00+08:00", "2026-03-02T12:00:00+08:00",
            "2026-03-03T00:00:00+08:00")
        #expect(
            found == [
                "contact:wang contact:zhang", "mailto:deputy@city.example",
                "contact:wang contact:zhang", "contact:li",
            ])
    }
}

// MARK: Distant ends and unusual texts

extension ScheduleReadingTests {
    @Test func `an override without end over turns of minutes costs nothing`() throws {
        let endless = """
            { "duty": { "layers": [
                { "rotation": ["contact:li", "contact:wang"], "starts": "0001-01-01T00:00",
                  "every": "1m" },
                { "rotation": ["contact:wang"], "starts": "0001-01-01T00:00", "every": "P280Y",
                  "only": { "days": "sat-sun" } }],
                "overrides": [{ "from": "0001-01-01T00:00", "until": "9999-12-31T00:00",
                                "contact": "contact:zhang" }] } }
            """
        let schedule = try #require(try Self.read(endless).rulebook?.schedules["duty"])
        let start = try Instant(rfc3339: "2026-05-12T16:00:00+08:00")
        let range = start..<start + .seconds(3_600)
        #expect(schedule.onCall(at: start) == [.contact("zhang")])
        #expect(schedule.shifts(in: range) == [Shift([.contact("zhang")], range)])
        #expect(schedule.turns(touching: range).map(\.people) == [[.contact("zhang")]])
    }

    @Test func `thousands of mutated schedules give diagnostics or shifts`() throws {
        let now = "2026-03-29T00:30:00Z"
        let schedules = Array(
            """
            { "duty": { "zone": "Asia/Shanghai", "gaps": "warned",
                "layers": [
                  { "rotation": ["contact:li", ["contact:wang", "mailto:d@c.example"]],
                    "starts": "2026-01-31T08:00", "every": ["P1M", "P1DT12H", "8h"],
                    "until": "2026-12-01T00:00:00+08:00",
                    "only": [{ "days": "mon-fri", "hours": "18:00-08:00" }] }],
                "overrides": [{ "from": "2026-04-01T08:00", "until": "2026-04-02T08:00",
                                "contact": "contact:zhang" }] } }
            """.utf8)
        var random = SeededRandom(seed: 7)
        let start = try Instant(rfc3339: now)
        let range = start..<start + .seconds(30 * 86_400)
        var taken = 0
        for _ in 0..<3_000 {
            let text = String(decoding: mutated(schedules, by: &random), as: UTF8.self)
            let outcome = try Self.read(text, at: now)
            #expect(outcome.rulebook != nil || outcome.diagnostics.contains(where: \.isError))
            for schedule in outcome.rulebook?.schedules.values.map({ $0 }) ?? [] {
                taken += 1
                for shift in schedule.shifts(in: range) {
                    #expect(schedule.onCall(at: shift.span.lowerBound) == shift.people)
                }
            }
        }
        #expect(taken > 25)
    }
}

// MARK: The manual

extension ScheduleReadingTests {
    private static func examples() throws -> [String] {
        let page = TestFiles().folder.appending(path: "../../Sources/Rules/Rules.docc/Schedules.md")
        return try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```json\n")
            .dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }

    @Test func `every example of the manual is read, but for the people and files it names`() throws
    {
        let layer =
            #""layers": [{ "rotation": ["contact:li"], "starts": "2026-01-01T08:00", "#
            + #""every": "P1D" }], "#
        let examples = try Self.examples()
        #expect(examples.count == 4)
        for example in examples {
            let schedules =
                if example.hasPrefix("\"schedules\": ") {
                    String(example.dropFirst("\"schedules\": ".count))
                } else if example.hasPrefix("\"layers\"") {
                    "{ \"duty\": { \(example) } }"
                } else {
                    "{ \"duty\": { \(layer) \(example) } }"
                }
            let told = try Self.read(schedules).diagnostics.filter(\.isError).map(\.diagnostic)
            let missing = told.filter { ["name.unknown", "import.missing"].contains($0.code) }
            #expect(missing.count == told.count && !told.isEmpty, "\(told)")
        }
    }
}

// MARK: Warnings in advance

extension ScheduleReadingTests {
    private static let officeHours = """
        { "duty": {
            "layers": [
              { "rotation": ["contact:li", "contact:wang"], "starts": "2026-05-11T09:00",
                "every": "P1W", "only": { "hours": "09:00-18:00" } }] } }
        """

    private static func told(_ outcome: RulebookReader.Outcome) -> [String] {
        outcome.diagnostics.map(\.description)
    }

    @Test func `gaps of the next 60 days are told with the remedy, and refuse nothing`() throws {
        let now = "2026-05-12T16:00:00+08:00"
        let outcome = try Self.read(Self.officeHours, at: now)
        #expect(outcome.rulebook != nil)
        #expect(
            Self.told(outcome) == [
                "duty.json:1:18: warning: /schedules/duty: nobody is on call "
                    + "from 2026-05-12T18:00 to 2026-05-13T09:00, "
                    + "from 2026-05-13T18:00 to 2026-05-14T09:00, "
                    + "from 2026-05-14T18:00 to 2026-05-15T09:00 and 57 more times within 60 days, "
                    + "another layer or an override fills a gap; if it is meant, "
                    + "write \"gaps\": \"allowed\" (schedule.gap)"
            ])
        #expect(Self.told(try Self.read(Self.officeHours)) == [])
    }

    @Test func `a layer that ends leaves a gap from then on, one that is far ahead none`() throws {
        let ending = """
            { "duty": { "layers": [{ "rotation": ["contact:li"], "starts": "2026-01-01T08:00",
                "every": "P1D", "until": "2026-07-01T08:00" }] } }
            """
        #expect(Self.told(try Self.read(ending, at: "2026-05-01T08:00:00+08:00")) == [])
        let told = Self.told(try Self.read(ending, at: "2026-05-12T08:00:00+08:00"))
        #expect(told.count == 1)
        #expect(told.first?.contains("nobody is on call from 2026-07-01T08:00 on,") == true)
    }

    @Test func `a last step that rests on gaps alone is told, and one with company is not`() throws
    {
        let now = "2026-05-12T16:00:00+08:00"
        let alone = try Self.read(Self.officeHours, at: now, steps: #""schedule:duty""#)
        #expect(alone.rulebook != nil)
        #expect(
            Self.told(alone).filter { $0.contains("(policy.gap)") } == [
                "base.json:20:30: warning: /policies/press/steps/1/to: a last step that reaches "
                    + "nobody while its schedule has a gap, also name a recipient who is always "
                    + "available (policy.gap)"
            ])
        for steps in [#""schedule:duty", "contact:li""#, #""schedule:duty", "operators""#] {
            let outcome = try Self.read(Self.officeHours, at: now, steps: steps)
            #expect(!Self.told(outcome).contains { $0.contains("policy.") })
        }
        let post = try Self.read(Self.officeHours, at: now, steps: #""awaiting.duty""#)
        #expect(Self.told(post).contains { $0.contains("(policy.gap)") })
    }
}
