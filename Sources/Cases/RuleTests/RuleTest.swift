package import JSON
import Rules

/// A test of rules: records, and the lines they must produce.
///
/// An expected line names members of a simulation's line; `to` and `obligation` may be lists and
/// then stand for one line per element. Every notice, verdict and fault must be expected.
package struct RuleTest: Sendable {
    package let name: String
    package let simulation: Simulation
    package let records: [Record]
    /// The expected lines, each an object of members that a line must have.
    package let expected: [JSONObject]

    package init(
        name: String, simulation: Simulation, records: [Record], expected: [JSONObject]
    ) {
        self.name = name
        self.simulation = simulation
        self.records = records
        self.expected = expected.flatMap(Self.expanded)
    }

    /// The missing and the unexpected lines; both are empty if the test passes.
    package struct Difference: Hashable, Sendable {
        package let missing: [JSON]
        package let unexpected: [JSON]

        package var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty }
    }

    /// Runs the simulation and compares its lines, in the words of a language, with the expected
    /// ones.
    package func run(in words: any FaultWording) -> Difference {
        var lines = simulation.run(records).map { $0.json(in: words) }
        var missing: [JSON] = []
        // The more members a line names, the fewer lines match it, so it chooses first.
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

    /// The line types that a test must list completely; other types are optional.
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
