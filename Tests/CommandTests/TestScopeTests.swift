import JSON
import TestSupport
import Testing

/// The scope of rule tests, the names they may use, and their update.
@Suite struct TestScopeTests {
    private static let incident = """
        {"type": "incident", "incident": "i", "unit": "anju", "title": "x", "severity": "major",
         "occurredAt": "2026-05-12T16:00:00+08:00"}
        """

    private static func file(_ expect: String, about: String = "") -> String {
        """
        {
          "// note": "kept",
          "cases": {
            "one": {\(about)
              "records": [\(incident)],
              "until": "2026-05-12T17:30:00+08:00",
              "expect": \(expect)
            }
          }
        }
        """
    }

    /// A rule beside the shipped ones that obliges for every incident.
    private static let another = """
        {"rules": {"other": {"owes": {"var": "incident.unit"}, "obligations": {
          "word": {"to": ["pengxi"], "due": {"within": "1h", "of": "occurred"},
                   "policy": "press-for-report"}}}}}
        """

    private static let both = """
        [{"reason": "approaching", "to": "contact:anju-duty", "obligation":
          ["urgent-information/city@city-committee", "urgent-information/city@city-government"]}]
        """

    private func office(_ test: String) throws -> Office {
        let office = try Office()
        try office.folder.write(Self.another, to: "rules/other.json")
        try office.folder.write(test, to: "rules/one.test.json")
        return office
    }

    @Test(arguments: ["urgent-information", "urgent-information/city"])
    func `a test about one rule does not hear of another`(name: String) async throws {
        let wide = try await office(Self.file(Self.both)).run("test", "rules")
        #expect(wide.output.contains("happened, not expected"))
        #expect(wide.output.contains("other/word@pengxi"))
        let narrow = try await office(Self.file(Self.both, about: "\"about\": [\"\(name)\"],"))
            .run("test", "rules")
        #expect(narrow.output.contains("ok   rules/one.test.json: one"), "\(narrow.output)")
    }

    @Test func `a test in a pack is about the rules of the pack`() async throws {
        let outcome = try await office(Self.file("[]", about: "\"about\": [\"other\"],"))
            .run("test", "rules")
        let packed = outcome.lines.filter { $0.contains("regimes/cn-party-urgent") }
        #expect(packed.count > 5)
        #expect(packed.allSatisfy { $0.hasPrefix("ok") }, "\(outcome.output)")
    }

    @Test(arguments: [
        (
            "{\"obligation\": \"urgent-informatoin/city@city-committee\", \"type\": \"opened\"}",
            "unknown rule \"urgent-informatoin\", nearest is \"urgent-information\""
        ),
        (
            "{\"obligation\": \"urgent-information/citi@city-committee\", \"type\": \"opened\"}",
            "nearest is \"urgent-information/city\""
        ),
        (
            "{\"obligation\": \"urgent-information/city@city-comittee\", \"type\": \"opened\"}",
            "unknown unit \"city-comittee\", nearest is \"city-committee\""
        ),
        ("{\"to\": \"contact:anju-dty\", \"reason\": \"overdue\"}", "nearest is \"anju-duty\""),
        ("{\"to\": \"anju-duty\", \"reason\": \"overdue\"}", "contact:x, schedule:x, mailto:a@b"),
        ("{\"reason\": \"overdeu\"}", "unknown reason \"overdeu\", nearest is \"overdue\""),
        ("{\"verdict\": \"in-time\"}", "unknown verdict \"in-time\""),
        ("{\"fault\": \"bypased\"}", "nearest is \"bypassed\""),
        ("{\"channel\": \"mial\"}", "nearest is \"mail\""),
        ("{\"duedAt\": \"2026-05-12T17:30:00+08:00\"}", "nearest is \"dueAt\""),
    ])
    func `a name that does not exist is refused with its place`(line: String, words: String)
        async throws
    {
        let outcome = try await office(Self.file("[\(line)]")).run("test", "rules")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("rules/one.test.json:"))
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test func `an update writes what happened and leaves the rest of the file`() async throws {
        let wrong = """
            [
                {"reason": "overdue", "to": "contact:anju-duty"},
                {"reason": "approaching", "to": "contact:anju-duty",
                 "obligation": "urgent-information/city@city-committee"}
              ]
            """
        let office = try office(Self.file(wrong))
        let update = try await office.run("test", "rules", "--update")
        #expect(update.status == 0, "\(update.errors)")
        #expect(update.output.contains("updated rules/one.test.json: one"))
        let text = try office.folder.read("rules/one.test.json")
        #expect(text.contains("\"// note\": \"kept\""))
        #expect(!text.contains("\"overdue\", \"to\": \"contact:anju-duty\"}"))
        #expect(text.contains("\"at\": \"2026-05-12T17:30:00+08:00\""), "times as the rules' zone")
        let again = try await office.run("test", "rules")
        #expect(again.status == 0, "\(again.output)\(text)")
    }

    @Test func `a simulation ends in totals, and prints them alone on request`() async throws {
        let office = try Office()
        try office.folder.write(try Office.example("founding.ndjson"), to: "records.ndjson")
        let whole = try await office.run("simulate", "--records", "records.ndjson")
        let quiet = try await office.run("simulate", "--records", "records.ndjson", "--quiet")
        #expect(whole.output.hasSuffix(quiet.output))
        #expect(quiet.lines.first?.hasPrefix("应报：") == true)
        let json = try await office.run(
            "simulate", "--records", "records.ndjson", "--quiet", "--format", "json")
        let totals = try #require(try json.output.ndjson.first)
        let lines = try await office.run(
            "simulate", "--records", "records.ndjson", "--format", "ndjson"
        ).output.ndjson
        func count(_ verdict: String) -> Int {
            lines.count { $0["type"] == "verdict" && $0["verdict"]?.string == verdict }
        }
        for verdict in ["on-time", "late", "missed"] {
            #expect(totals[verdict]?.integer == Int64(count(verdict)), "\(verdict)")
        }
        let messages = (totals["messages"]?.array ?? []).compactMap { $0["count"]?.integer }
        #expect(messages.reduce(0, +) == Int64(lines.count { $0["type"] == "notice" }))
        #expect(try #require(totals["obligations"]?.integer) > 0)
    }
}
