import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

@Suite struct OrderTests {
    /// Returns records of one incident whose order of arrival must not matter.
    static func records() throws -> [JSON] {
        func said(_ severity: JSON, at time: String) -> JSON {
            var body = Scenario.happened(severity: severity).object ?? JSONObject()
            body["at"] = .string(time)
            return .object(body)
        }
        return [
            said("major", at: "2026-05-12T16:05:00+08:00"),
            said("critical", at: "2026-05-12T16:40:00+08:00"),
            try Scenario.report("a", at: "18:10"),
            try Scenario.report("b", at: "17:40"),
            try Scenario.report("c", to: "city-government", at: "19:00"),
            try Scenario.report("d", from: "city-committee", to: "province", at: "17:50"),
            try Scenario.acknowledgement(at: "17:45"),
            ["type": "closure", "incident": "i-1", "at": "2026-05-12T20:00:00+08:00"],
            ["type": "reopening", "incident": "i-1", "at": "2026-05-12T20:30:00+08:00"],
        ]
    }

    @Test(arguments: 0..<200)
    func `the order in which records arrive changes no verdict and no fault`(seed: UInt64) throws {
        let rules = try Founding.rulebook(obligations: [Founding.city, Founding.province])
        var generator = SeededRandom(seed: seed)
        var scenario = try Scenario(rules, at: "21:00")
        for body in try Self.records().shuffled(using: &generator) {
            _ = try scenario.receive(body)
        }
        let verdicts = scenario.incident.obligations.map { obligation in
            "\(obligation.name)@\(obligation.awaiting[0]) \(obligation.verdict?.name ?? "open") "
                + obligation.faults.map(\.kind.rawValue).joined()
        }
        #expect(
            verdicts.sorted() == [
                "city@city-committee on-time feed-late", "city@city-government late ",
                "province@province on-time bypassed",
            ])
        #expect(scenario.incident.incident?.facts["severity"] == "critical")
    }

    @Test(arguments: 0..<50)
    func `a case that was stored and read again is the same case`(seed: UInt64) throws {
        let rules = try Founding.rulebook(obligations: [Founding.city, Founding.province])
        var generator = SeededRandom(seed: seed)
        var scenario = try Scenario(rules, at: "16:00")
        for body in try Self.records().shuffled(using: &generator) {
            scenario.now = scenario.now + .seconds(Int64(generator.next() % 3_600))
            _ = try scenario.receive(body)
            #expect(try Case(encoded: scenario.incident.encoded()) == scenario.incident)
        }
    }
}
