import Calendars
import Cases
import Messages
import Rules
import TestSupport
import Testing

/// The tests beside rules: those of the shipped rules and of the language examples.
@Suite struct RuleTestTests {
    @Test(arguments: RuleFolder.all)
    func `every rule test holds`(folder: String) throws {
        let tests = try RuleFolder(folder).ruleTests()
        #expect(!tests.isEmpty)
        for test in tests {
            let difference = test.run(in: FaultPhrases.program)
            #expect(difference.isEmpty, "\(folder): \(test.name): \(difference)")
        }
    }

    /// Checks that obligations and verdicts do not depend on the order or delay of the records'
    /// arrival.
    @Test(arguments: RuleFolder.all)
    func `the order of arrival changes no verdict of any rule test`(folder: String) throws {
        for (number, test) in try RuleFolder(folder).ruleTests().enumerated() {
            let natural = Self.outcome(of: test)
            for seed in 0..<6 as Range<UInt64> {
                var random = SeededRandom(seed: seed &* 1_000 &+ UInt64(number))
                let shuffled = test.records.shuffled(using: &random)
                #expect(Self.outcome(of: test, arriving: shuffled) == natural, "\(test.name)")
            }
        }
    }

    /// Returns the simulation's verdicts by incident and obligation.
    private static func outcome(of test: RuleTest) -> [String: String] {
        let end = end(of: test)
        let simulation = Simulation(
            rules: test.simulation.rules, from: test.simulation.from, until: end)
        var verdicts: [String: String] = [:]
        for line in simulation.run(test.records) {
            switch line.effect {
            case .verdict(let id, let verdict):
                verdicts["\(line.incident) \(id)"] = "\(verdict)"
            case .reopened(let id), .revoked(let id), .waived(let id, _):
                verdicts["\(line.incident) \(id)"] = nil
            default: break
            }
        }
        return verdicts
    }

    /// Returns the verdicts with all records arriving at the end, one after another.
    private static func outcome(
        of test: RuleTest, arriving records: [Record]
    ) -> [String: String] {
        let end = end(of: test)
        let rules = test.simulation.rules
        let start = test.simulation.from ?? records.map(\.arrivedAt).min() ?? end
        var cases: [Incident.ID: Case] = [:]
        for duty in rules.current.bulletins {
            cases[duty.incident] = Case(id: duty.incident, at: start)
            _ = cases[duty.incident]?.advance(to: start, by: rules)
        }
        for record in records {
            let incident = record.incident
            let late = Record(
                id: record.id, digest: record.digest, arrivedAt: end, origin: record.origin,
                incident: incident, body: record.body, content: record.content)
            _ = cases[incident, default: Case(id: incident, at: end)].receive(
                [late], at: end, by: rules)
        }
        var verdicts: [String: String] = [:]
        for id in cases.keys {
            _ = cases[id]?.advance(to: end, by: rules)
            for obligation in cases[id]?.obligations ?? Obligations() {
                verdicts["\(id) \(obligation.id)"] = obligation.verdict.map { "\($0)" }
            }
        }
        return verdicts
    }

    private static func end(of test: RuleTest) -> Instant {
        let last = test.records.map(\.arrivedAt).max() ?? Instant(seconds: 0)
        return max(test.simulation.until ?? last, last) + .seconds(40 * 86_400)
    }
}
