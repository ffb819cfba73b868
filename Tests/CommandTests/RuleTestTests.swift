import TestSupport
import Testing

@Suite struct RuleTestTests {
    @Test func `the shipped rules pass their own tests`() async throws {
        let outcome = try await Office().run("test", "rules")
        #expect(outcome.status == 0)
        #expect(outcome.lines.last?.hasSuffix(" passed, 0 failed") == true)
        #expect(outcome.lines.count > 4)
    }

    @Test func `what did not happen and what was not expected are both told`() async throws {
        let office = try Office()
        try office.folder.write(
            """
            {"cases": {"wrong": {
              "records": [{"type": "incident", "incident": "i", "unit": "anju", "title": "x",
                "severity": "major", "occurredAt": "2026-05-12T16:00:00+08:00"}],
              "until": "2026-05-12T17:30:00+08:00",
              "expect": [
                {"reason": "overdue", "to": "contact:anju-duty"},
                {"reason": "approaching", "to": "contact:anju-duty",
                 "obligation": "urgent-information/city@city-committee"}
              ]}}}
            """, to: "rules/wrong.test.json")
        let outcome = try await office.run("test", "rules", "--junit", "junit.xml")
        #expect(outcome.status == 1)
        #expect(outcome.lines.last?.hasSuffix(" passed, 1 failed") == true)
        #expect(
            outcome.output.contains(
                #"- expected, did not happen: {"reason":"overdue","to":"contact:anju-duty"}"#))
        let other = "urgent-information/city@city-government"
        #expect(
            outcome.lines.contains {
                $0.hasPrefix("  + happened, not expected") && $0.contains(other)
            })
        #expect(outcome.output.contains("\"at\":\"2026-05-12T17:30:00+08:00\""), "as tests say it")
        let junit = try office.folder.read("junit.xml")
        let head = "<testsuite name=\"duebell test\" tests=\"\(outcome.tests)\" failures=\"1\">"
        #expect(junit.contains(head))
        #expect(!junit.contains("\"reason\""), "values are escaped")
    }

    @Test(arguments: [
        ("{}", "/cases: no tests"), ("{\"cases\": {\"a\": 1}}", "/cases/a: a number"),
        ("{\"cases\": {\"a\": {\"records\": []}}}", "/cases/a/records: an array"),
        ("{\"cases\": {\"a\": {\"record\": []}}}", "unknown key \"record\""),
        ("{", "wrong.test.json:1:2"),
        (
            "{\"cases\": {\"a\": {\"records\": [{\"type\": \"report\", \"at\": "
                + "\"2026-05-12T16:00:00Z\"}], \"expect\": []}}}", "/cases/a/records/0/incident"
        ),
    ])
    func `a test that is none is told at its place`(text: String, complaint: String) async throws {
        let office = try Office()
        try office.folder.write(text, to: "rules/wrong.test.json")
        let outcome = try await office.run("test", "rules")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(complaint))
    }
}

extension Program.Outcome {
    /// The number of tests in the command's output.
    fileprivate var tests: Int {
        lines.filter { $0.hasPrefix("ok  ") || $0.hasPrefix("FAIL") }.count
    }
}
