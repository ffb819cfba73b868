import Foundation
import JSON
import Rules
import TestSupport
import Testing

@Suite struct CheckTests {
    @Test func `the shipped rules are in order, and told back in plain words`() async throws {
        let outcome = try await Office().run("check")
        #expect(outcome.status == 0)
        #expect(outcome.output == (try Office.golden("check.txt")))
        #expect(outcome.errors == "")
    }

    @Test func `every fault of every file is told at its place`() async throws {
        let office = try Office()
        let policies = try office.folder.read("rules/policies.json")
        try office.folder.write(
            policies.replacingOccurrences(of: "awaiting.leader", with: "awaiting.leadr")
                .replacingOccurrences(of: "\"+1h\"", with: "\"+1 hour\""),
            to: "rules/policies.json")
        let rule = try office.folder.read("rules/regimes/cn-party-urgent/urgent-information.json")
        try office.folder.write(
            rule.replacingOccurrences(of: "city-committee\", \"city-gov", with: "city\", \"gov"),
            to: "rules/regimes/cn-party-urgent/urgent-information.json")
        try office.folder.with("rules/more")
        let slip = #"{ "units": { "lonely": { "name": "x", "dutty": "contact:engineer" } } }"#
        try office.folder.write(slip + "\n", to: "rules/more/units.json")
        let outcome = try await office.run("check")
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors == (try Office.golden("check-bad.txt")))
        let json = try await office.run("check", "--format", "json")
        #expect(json.status == 1)
        let report = try JSONReader.read(Array(json.output.utf8))
        #expect(report["valid"] == false)
        let codes = (report["diagnostics"]?.array ?? []).compactMap { $0["code"]?.string }
        #expect(codes.count == outcome.errors.split(separator: "\n").count)
    }

    @Test func `a calendar that has ended is warned of, and the rules are taken`() async throws {
        let office = try Office()
        let rule = """
            { "calendars": { "old": { "zone": "UTC", "covers": ["2020-01-01", "2020-12-31"],
                                      "week": { "mon-fri": ["09:00-17:00"] } } },
              "rules": { "later": { "owes": "anju", "obligations": { "city": {
                "to": ["city-committee"], "policy": "press-for-report",
                "due": { "businessDays": 1, "of": "closed", "calendar": "old" } } } } } }
            """
        try office.folder.write(rule, to: "rules/old.json")
        let outcome = try await office.run("check")
        #expect(outcome.status == 0)
        #expect(outcome.errors.hasPrefix("rules/old.json:1:18: warning: /calendars/old: "))
        #expect(outcome.errors.contains("the calendar \"old\" ended on 2020-12-31"))
    }

    @Test func `a folder that is not there or holds no rules is nothing to read`() async throws {
        let office = try Office("empty")
        for folder in ["nowhere", "empty"] {
            let outcome = try await office.run("check", "--rules", folder)
            #expect(outcome.status == 66)
            #expect(outcome.errors.contains(folder))
        }
    }

    @Test func `a command that is asked wrongly says how it is asked`() async throws {
        let office = try Office()
        for arguments in [["check", "--bogus"], ["watch", "--log", "loud"], ["explain"]] {
            let outcome = try await Program.run(arguments, in: office.folder.path)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("Usage: duebell"))
        }
    }

    @Test func `an environment variable that is not set is warned of`() async throws {
        let office = try Office()
        let settings = try office.folder.read("rules/office.json")
        try office.folder.write(
            settings.replacingOccurrences(
                of: "\"channels\": {",
                with: "\"channels\": {\n    \"room\": {\"kind\": \"webhook\", "
                    + "\"url\": {\"$env\": \"DUTY_ROOM\"}},"),
            to: "rules/office.json")
        let unset = try await office.run("check")
        #expect(unset.status == 0)
        let line = try #require(
            unset.errors.split(separator: "\n").first { $0.contains("env.unset") })
        #expect(line.contains("/channels/room/url/$env"))
        #expect(line.contains("\"DUTY_ROOM\" is not set here"))
        let set = try await office.run("check", environment: ["DUTY_ROOM": "http://x.example/"])
        #expect(!set.errors.contains("env.unset"))
    }
}
