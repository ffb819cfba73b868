package import JSON
import Rules

/// What a rule editor expects of the rules: records, and what must come of them.
///
/// An expected line names members of a simulation's line; `to` and `obligation` may be lists and
/// then stand for a line each. Every notice, verdict and fault that happens must be expected.
package struct RuleTest: Sendable {
    package let name: String
    package let simulation: Simulation
    package let records: [Record]
    /// Each an object of members a line must have.
    package let expected: [JSONObject]

    package init(
        name: String, simulation: Simulation, records: [Record], expected: [JSONObject]
    ) {
        self.name = name
        self.simulation = simulation
        self.records = records
        self.expected = expected.flatMap(Self.expanded)
    }

    /// What did not come, and what came unasked; both empty where the test holds.
    package struct Difference: Hashable, Sendable {
        package let missing: [JSON]
        package let unexpected: [JSON]

        package var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty }
    }

    /// Plays the records and holds what happens against what is expected.
    package func run() -> Difference {
        var lines = simulation.run(records).map(\.json)
        var missing: [JSON] = []
        // The more a line asks for, the fewer there are that it can be.
        for line in expected.sorted(by: { $0.members.count > $1.members.count }) {
            if let place = lines.firstIndex(where: { Self.matches(line, $0) }) {
                lines.remove(at: place)
            } else {
                missing.append(.object(line))
            }
        }
        let unexpected = lines.filter { Self.mustBeExpected.contains($0["type"]?.string ?? "") }
        return Difference(missing: missing, unexpected: unexpected)
    }

    /// What a test must name; other lines it may.
    private static let mustBeExpected: Set = ["notice", "verdict", "fault"]

    private static func matches(_ expected: JSONObject, _ line: JSON) -> Bool {
        expected.members.allSatisfy { member in
            if member.key == "at" || member.key == "dueAt" {
                return RecordedTime(member.value) == RecordedTime(line[member.key] ?? .null)
            }
            return line[member.key] == member.value
        }
    }

    private static func expanded(_ line: JSONObject) -> [JSONObject] {
        for key in ["to", "obligation"] {
            guard let list = line[key]?.array, !list.isEmpty else { continue }
            return list.flatMap { element in
                var one = line
                one[key] = element
                return expanded(one)
            }
        }
        return [line]
    }
}
