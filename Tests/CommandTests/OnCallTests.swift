import Foundation
import Rules
import TestSupport
import Testing

@Suite struct OnCallTests {
    private static let schedules = """
        { "schedules": {
            "city-duty": {
              "layers": [
                { "rotation": ["contact:anju-leader", ["contact:secretary", "contact:engineer"]],
                  "starts": "2026-01-01T08:00", "every": "P1D" }],
              "overrides": [
                { "from": "2026-05-14T08:00", "until": "2026-05-15T08:00",
                  "contact": "contact:pengxi-leader" }] },
            "press-office": { "zone": "Europe/Berlin",
              "layers": [
                { "rotation": ["contact:engineer"], "starts": "2026-01-05T09:00", "every": "P1W",
                  "only": { "days": "mon-fri", "hours": "09:00-17:00" } }] } },
          "units": {
            "press": { "name": "宣传部", "duty": "schedule:press-office",
                       "leader": "contact:secretary" },
            "watch": { "name": "总值班室", "duty": "schedule:city-duty" },
            "empty": { "name": "空" } } }
        """

    private static let afternoon = "2026-05-12T16:00:00+08:00"

    private static func office(language: String = "zh-Hans") throws -> Office {
        let office = try Office()
        try office.folder.write(schedules, to: "rules/schedules.json")
        let settings = try office.folder.read("rules/office.json")
        try office.folder.write(
            settings.replacingOccurrences(of: "zh-Hans", with: language), to: "rules/office.json")
        return office
    }

    @Test func `every schedule is told in the words of the rules, in columns`() async throws {
        let told = try await Self.office().run("oncall", "--at", Self.afternoon)
        #expect(
            told.lines == [
                "city-duty                     周涛, 吴磊  至 05-13 08:00 (还剩16小时), 接班 张伟",
                "press-office (Europe/Berlin)  吴磊        至 05-12 17:00 (还剩7小时), 接班 无人值班",
            ])
        #expect(told.status == 0)
        #expect(told.errors == "")
        let english = try await Self.office(language: "en").run(
            "oncall", "--at", "2026-05-13T00:00:00+08:00", "--schedule", "press-office")
        #expect(
            english.lines == [
                "press-office (Europe/Berlin)  NOBODY  until 05-13 09:00 (15 h left), then 吴磊"
            ])
        #expect(english.status == 1)
    }

    @Test func `the posts of a unit are told, and an empty one ends with 1`() async throws {
        let office = try Self.office()
        let press = try await office.run("oncall", "--at", Self.afternoon, "--unit", "press")
        #expect(press.status == 0)
        #expect(press.lines.count == 2)
        #expect(press.lines.last == "宣传部 负责人                             周涛")
        let json = try await office.run(
            "oncall", "--at", Self.afternoon, "--unit", "press", "--format", "json")
        #expect(
            json.lines == [
                #"{"unit":"press","post":"duty","schedule":"press-office","#
                    + #""at":"2026-05-12T08:00:00Z","onCall":["contact:engineer"],"#
                    + #""until":"2026-05-12T15:00:00Z"}"#,
                #"{"unit":"press","post":"leader","at":"2026-05-12T08:00:00Z","#
                    + #""onCall":["contact:secretary"]}"#,
            ])
        #expect(try await office.run("oncall", "--unit", "empty").status == 1)
        let unknown = try await office.run("oncall", "--unit", "pres")
        #expect(unknown.status == 65)
        #expect(unknown.errors.contains("nearest is `press`"))
    }

    @Test func `the shifts of a span are told one by one`() async throws {
        let office = try Self.office()
        let span = ["--from", Self.afternoon, "--until", "2026-05-15T12:00:00+08:00"]
        let text = try await Program.run(
            ["oncall", "--schedule", "city-duty"] + span, in: office.folder.path)
        #expect(
            text.lines == [
                "city-duty", "  05-12 16:00 – 05-13 08:00  周涛, 吴磊",
                "  05-13 08:00 – 05-14 08:00  张伟", "  05-14 08:00 – 05-15 08:00  王芳",
                "  05-15 08:00 – 05-15 12:00  张伟",
            ])
        let json = try await Program.run(
            ["oncall", "--unit", "press", "--format", "json"] + span, in: office.folder.path)
        #expect(json.status == 1, "the nights are gaps")
        #expect(
            json.lines[1]
                == #"{"unit":"press","post":"duty","schedule":"press-office","#
                + #""from":"2026-05-12T15:00:00Z","onCall":[],"until":"2026-05-13T07:00:00Z"}"#)
    }

    @Test func `a calendar keeps its events whenever it is asked for`() async throws {
        let office = try Self.office()
        func events(_ at: String) async throws -> [String] {
            let outcome = try await office.run("oncall", "--at", at, "--format", "ics")
            #expect(outcome.status == 0)
            let lines = outcome.output.components(separatedBy: "\r\n")
            #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "")
            #expect(lines.allSatisfy { !$0.contains("\n") && $0.utf8.count <= 75 })
            let stamped = lines.filter { !$0.hasPrefix("DTSTAMP:") }.joined(separator: "\n")
            return stamped.components(separatedBy: "BEGIN:VEVENT\n").dropFirst().map { $0 }
        }
        let early = try await events(Self.afternoon)
        let late = try await events("2026-05-13T16:00:00+08:00")
        #expect(early.count > 120)
        #expect(Set(early).count == early.count)
        // A day later the only new shift is the one that is now within 60 days: 12 July's.
        let new = late.filter { !early.contains($0) }
        #expect(new.count == 1)
        #expect(new.first?.contains("DTSTART:20260712T000000Z\n") == true)
        #expect(
            early.contains { $0.contains("DTSTART:20260514T000000Z\nDTEND:20260515T000000Z\n") })
        #expect(early.contains { $0.contains("\nSUMMARY:city-duty: 王芳\n") })
    }

    @Test func `a test message to a schedule goes to those on call`() async throws {
        let office = try Self.office()
        try office.folder.with("state")
        let outcome = try await office.run("send-test", "schedule:city-duty")
        #expect(outcome.status == 0)
        #expect((2...3).contains(outcome.lines.count))
        #expect(outcome.lines.dropFirst().allSatisfy { $0.hasPrefix("✓") && $0.contains("mail") })
        let nobody = try await office.run("send-test", "schedule:nobody")
        #expect(nobody.status == 1)
    }

    @Test func `check tells of gaps, and takes the rules`() async throws {
        let outcome = try await Self.office().run("check")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("/schedules/press-office: nobody is on call "))
        #expect(outcome.errors.contains("(schedule.gap)"))
        #expect(!outcome.errors.contains("city-duty"))
    }
}
