import Calendars
import Cases
import Rules
import TestSupport
import Testing

@Suite struct RulesExpiryTests {
    private static func outcome(
        until: String, due: String = "calendar", inForce: String = "", step: String? = nil,
        at now: String? = "2026-11-23T09:00:00+08:00"
    ) throws -> RulebookReader.Outcome {
        var whole = String(
            decoding: try TestFiles().bytes("Rulebooks/nothing-is-wrong.json"), as: UTF8.self)
        if let step { whole.replace(#""at": "-30m","#, with: #""at": "-30m", \#(step),"#) }
        let dues = [
            "calendar": #"{ "businessDays": 2, "of": "occurred", "calendar": "cn" }"#,
            "nested": """
            { "earliestOf": [{ "within": "P9D", "of": "occurred", "roll": "next-working-day", \
            "calendar": "cn" }, { "within": "P20D", "of": "occurred" }] }
            """,
            "none": #"{ "within": "2h", "of": "occurred" }"#,
        ]
        let text = """
            { "calendars": {
                "cn": { "zone": "Asia/Shanghai", "covers": ["2026-01-01", "\(until)"],
                        "week": { "mon-fri": ["09:00-17:00"] } } },
              "rules": { "later": { \(inForce) "owes": "anju", "obligations": {
                "city": { "to": ["city"], "due": \(dues[due] ?? ""), "policy": "press" } } } } }
            """
        let documents = [
            RuleDocument(path: "a.json", bytes: Array(whole.utf8)),
            RuleDocument(path: "b.json", bytes: Array(text.utf8)),
        ]
        return RulebookReader.read(
            documents: documents, zones: { Zone(fixed: 28_800, name: $0) },
            at: try now.map { try Instant(rfc3339: $0) })
    }

    @Test(arguments: ["in", "only"])
    func `a calendar whose working time a step follows is warned of as well`(key: String) throws {
        let step = "\"\(key)\": \"working-time\", \"calendar\": \"cn\""
        let codes = try Self.outcome(until: "2026-12-31", due: "none", step: step).diagnostics
            .map(\.diagnostic.code)
        #expect(codes == ["calendar.ends"])
        #expect(try Self.outcome(until: "2026-12-31", due: "none").diagnostics == [])
    }

    @Test func `a calendar that ends within sixty days is warned of where it is written`() throws {
        let outcome = try Self.outcome(until: "2026-12-31")
        #expect(
            outcome.diagnostics.map(\.description) == [
                "b.json:2:5: warning: /calendars/cn: the calendar \"cn\" ends on 2026-12-31, add the "
                    + "days after it, or import a file that has them; deadlines that need them "
                    + "cannot be calculated (calendar.ends)"
            ])
        #expect(outcome.rulebook != nil)
    }

    @Test(arguments: [
        ("2027-01-22", 1), ("2027-01-23", 0), ("2026-11-23", 1), ("2026-11-22", 1),
    ])
    func `the sixtieth day is the first on which it is spoken of`(until: String, count: Int) throws
    {
        let outcome = try Self.outcome(until: until)
        #expect(outcome.diagnostics.count == count)
        let now = try Instant(rfc3339: "2026-11-23T09:00:00+08:00")
        let foreseen = try #require(outcome.rulebook).expiries(at: now)
        #expect(foreseen.map(\.name) == (count == 1 ? ["cn"] : []))
        #expect(foreseen.first?.what.contains("ended") == (count == 1 ? until < "2026-11-23" : nil))
    }

    @Test func `only a calendar counts that a rule uses which is not yet repealed`() throws {
        let until = "2026-12-31"
        #expect(try Self.outcome(until: until, due: "nested").diagnostics.count == 1)
        #expect(try Self.outcome(until: until, due: "none").diagnostics.isEmpty)
        let repealed = #""inForce": { "until": "2026-11-01" },"#
        #expect(try Self.outcome(until: until, inForce: repealed).diagnostics.isEmpty)
        let coming = #""inForce": { "from": "2026-12-20" },"#
        #expect(try Self.outcome(until: until, inForce: coming).diagnostics.count == 1)
        #expect(try Self.outcome(until: until, at: nil).diagnostics.isEmpty)
    }
}
