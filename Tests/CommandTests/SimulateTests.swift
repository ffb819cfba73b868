import Foundation
import JSON
import Rules
import TestSupport
import Testing

@Suite struct SimulateTests {
    private let records = testsFolder + "/Examples/founding.ndjson"

    @Test func `the founding case comes out as it was reviewed`() async throws {
        let outcome = try await Office().run(
            "simulate", "--records", records, "--format", "ndjson")
        #expect(outcome.status == 0)
        #expect(outcome.output == (try Office.example("founding.expected.ndjson")))
    }

    @Test func `a span of it is told alone`() async throws {
        let until = try await Office().run(
            "simulate", "--records", records, "--format", "ndjson", "--until",
            "2026-05-12T17:30:00+08:00")
        let lines = try Office.example("founding.expected.ndjson").split(separator: "\n")
        #expect(until.lines == lines.prefix(8).map(String.init))
    }

    @Test func `records come from a folder or from standard input too`() async throws {
        let office = try Office("records")
        let lines = try Office.example("founding.ndjson").split(separator: "\n").map(String.init)
        for (number, line) in lines.enumerated() {
            try office.folder.write(line, to: "records/\(number).json")
        }
        let expected = try Office.example("founding.expected.ndjson")
        let folder = try await office.run("simulate", "--records", "records", "--format", "ndjson")
        #expect(folder.output == expected)
        let piped = try await office.run(
            "simulate", "--records", "-", "--format", "ndjson",
            input: lines.joined(separator: "\n"))
        #expect(piped.output == expected)
    }

    @Test func `the records of the watcher's own archive are played, a folder a day`() async throws
    {
        let office = try Office("state/done/2026-05-12", "state/done/2026-05-13")
        let lines = try Office.example("founding.ndjson").split(separator: "\n").map(String.init)
        for (number, line) in lines.enumerated() {
            let day = number == 0 ? "2026-05-12" : "2026-05-13"
            try office.folder.write(line, to: "state/done/\(day)/\(number).json")
        }
        let done = try await office.run(
            "simulate", "--records", "state/done", "--format", "ndjson")
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output == (try Office.example("founding.expected.ndjson")))
    }

    /// Plays one incident under a rule given as an obligation's members.
    private func play(_ duty: String, policy: String, _ more: String...) async throws
        -> Program.Outcome
    {
        let office = try Office()
        let rules = """
            { "policies": { "p": { "steps": [\(policy)] } },
              "rules": { "often": { "owes": "anju", "obligations": { "x": {
                "to": ["city-committee"], "policy": "p", "due": { "within": "1h", "of": "occurred" }
                \(duty) } } } } }
            """
        try office.folder.write(rules, to: "rules/often.json")
        let record = """
            {"type":"incident","incident":"i","unit":"anju","title":"T",\
            "at":"2026-05-12T08:00:00Z","occurredAt":"2026-05-12T08:00:00Z"}
            {"type":"closure","incident":"i","at":"2026-06-12T08:00:00Z"}
            """
        return try await Program.run(
            ["simulate", "--records", "-", "--format", "ndjson"] + more,
            in: office.folder.path, input: record)
    }

    private static let step = #"{ "at": "0", "to": ["operators"] }"#

    @Test func `a repeat by the second is stopped, said, and the next record is played`()
        async throws
    {
        let outcome = try await play(
            #", "repeat": { "every": "1s", "until": "closed" }"#, policy: Self.step)
        #expect(outcome.status == 0)
        let opened = outcome.lines.count { $0.contains(#""type":"opened""#) }
        #expect(opened > 1_000 && opened < 2_500, "\(opened)")
        #expect(outcome.errors.contains("i: stopped at 2026-05-12T09:16:3"))
        #expect(outcome.errors.contains("--until plays further"))
        #expect(outcome.lines.last?.contains("2026-06-12T08:00:00Z") == true, "the closing")
    }

    @Test func `a policy of ten thousand steps is played for a while only`() async throws {
        let steps = (0..<10_000).map { #"{ "at": "+\#($0)m", "to": ["operators"] }"# }
        let bounded = try await play("", policy: steps.joined(separator: ","))
        #expect(bounded.errors.contains("i: stopped at "), "\(bounded.errors.prefix(500))")
    }

    @Test func `bulletins by the minute are stopped together`() async throws {
        let office = try Office()
        let units = (0..<500).map { #""u\#($0)": { "name": "U", "duty": "contact:engineer" }"# }
        let owes = (0..<500).map { #""u\#($0)""# }
        let rules = """
            { "units": { \(units.joined(separator: ",")) },
              "policies": { "p": { "steps": [\(Self.step)] } },
              "rules": { "r": { "owes": [\(owes.joined(separator: ","))],
                "on": { "cron": "* * * * *", "zone": "UTC" },
                "obligations": { "x": { "to": ["city-committee"], "policy": "p" } } } } }
            """
        try office.folder.write(rules, to: "rules/often.json")
        let outcome = try await office.run(
            "simulate", "--records", records, "--format", "ndjson")
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains("and 490 more were stopped"), "\(outcome.errors.suffix(300))")
    }

    @Test func `what cannot be read is told, and the rest is played`() async throws {
        let office = try Office()
        let good = try Office.example("founding.ndjson")
        let outcome = try await office.run(
            "simulate", "--records", "-", "--format", "ndjson",
            input: good + #"{"type":"incident","incident":"i-2"}"# + "\n")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("-:3:1: /unit: found nothing"))
        #expect(outcome.output == (try Office.example("founding.expected.ndjson")))
        let none = try await office.run("simulate", "--records", "nowhere")
        #expect(none.status == 66)
    }

    @Test func `for people it speaks the language of the rules`() async throws {
        let outcome = try await Office().run("simulate", "--records", records)
        #expect(outcome.lines.first?.hasPrefix("05-12 16:05") == true)
        #expect(outcome.output.contains("即将到时 → 安居区委办公室值班室 <duty@anju.example>"))
        #expect(outcome.output.contains("迟报3小时30分钟"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func `colours are for terminals, and for those who want them`() async throws {
        let office = try Office()
        func shown(_ setting: String) throws -> String {
            let command =
                "cd \(office.folder.path) && \(setting) \(Program.path) simulate --records \(records)"
            return String(
                decoding: try run("/usr/bin/script", ["-qec", command, "/dev/null"]),
                as: UTF8.self)
        }
        #expect(try shown("TERM=xterm NO_COLOR=").contains("\u{1B}["))
        #expect(try !shown("TERM=xterm NO_COLOR=1").contains("\u{1B}["))
        #expect(try !shown("TERM=dumb").contains("\u{1B}["))
        #expect(try await !office.run("simulate", "--records", records).output.contains("\u{1B}"))
    }

    @Test func `under other rules only what differs is told`() async throws {
        let office = try Office("other")
        let same = try await office.run("simulate", "--records", records, "--against", "rules")
        #expect(same.status == 0)
        #expect(same.output == "")
        try office.copyRules(to: "other")
        let policies = try office.folder.read("other/policies.json")
        try office.folder.write(
            policies.replacingOccurrences(of: "-30m", with: "-20m"), to: "other/policies.json")
        let outcome = try await office.run(
            "simulate", "--records", records, "--against", "other", "--until",
            "2026-05-12T18:00:00+08:00")
        #expect(outcome.status == 1)
        #expect(
            outcome.lines.map { String($0.prefix(13)) } == [
                "- 05-12 17:30", "- 05-12 17:30", "+ 05-12 17:40", "+ 05-12 17:40",
            ])
        let json = try await office.run(
            "simulate", "--records", records, "--against", "other", "--until",
            "2026-05-12T18:00:00+08:00", "--format", "ndjson")
        let sides = try json.output.ndjson.map { $0["only"]?.string }
        #expect(sides == ["rules", "rules", "against", "against"])
    }

    @Test func `without records the clock alone is played, from a time on`() async throws {
        let office = try Office()
        let nothing = try await office.run("simulate")
        #expect(nothing.status == 64)
        #expect(nothing.errors.contains("--from"))
        try office.folder.write(
            """
            {"rules": {"daily": {"owes": "anju", "on": {"cron": "0 17 * * *"}, "obligations":
              {"brief": {"to": ["city-committee"], "policy": "press-for-report"}}}}}
            """, to: "rules/daily.json")
        let outcome = try await office.run(
            "simulate", "--from", "2026-05-12T17:00:00+08:00", "--until",
            "2026-05-13T17:00:00+08:00", "--format", "ndjson")
        let told = try outcome.output.ndjson.map { $0["reason"]?.string ?? $0["dueAt"]?.string }
        #expect(
            told == [
                "2026-05-13T09:00:00Z", "approaching", "2026-05-14T09:00:00Z", "overdue", "overdue",
            ])
    }
}
