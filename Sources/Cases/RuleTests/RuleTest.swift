package import JSON
import Rules

/// A test of rules: records, and the lines they must produce.
///
/// An expected line names members of a simulation's line; `to` and `obligation` may be lists and
/// then stand for one line per element. Every notice, verdict and fault in scope must be expected.
package struct RuleTest: Sendable {
    package let name: String
    package let simulation: Simulation
    package let records: [Record]
    /// The expected lines as written, each an object of members that a line must have.
    package let expected: [JSONObject]
    package let scope: TestScope

    package init(
        name: String, simulation: Simulation, records: [Record], expected: [JSONObject],
        scope: TestScope
    ) {
        self.name = name
        self.simulation = simulation
        self.records = records
        self.expected = expected
        self.scope = scope
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
        var lines = happened(in: words)
        let missing = missing(from: &lines)
        return Difference(
            missing: missing.map { .object($0.line) }, unexpected: lines.filter(Self.isRequired))
    }

    /// Returns the expected lines with which the test passes: the right ones as written, then one
    /// for each unexpected line.
    package func updated(in words: any FaultWording) -> [JSONObject] {
        var lines = happened(in: words)
        let missing = Dictionary(grouping: missing(from: &lines), by: \.index)
        let kept = expected.enumerated().flatMap { index, line -> [JSONObject] in
            guard var lost = missing[index]?.map(\.line) else { return [line] }
            return Self.expanded(line).filter { one in
                guard let place = lost.firstIndex(of: one) else { return true }
                lost.remove(at: place)
                return false
            }
        }
        return kept + lines.filter(Self.isRequired).map(Self.identified)
    }

    /// The lines of the simulation that the test is about.
    private func happened(in words: any FaultWording) -> [JSON] {
        simulation.run(records).map { $0.json(in: words) }.filter(scope.contains)
    }

    /// Removes each expected line from the lines given, and returns the missing ones with their
    /// index in `expected`.
    private func missing(from lines: inout [JSON]) -> [(index: Int, line: JSONObject)] {
        let expanded = expected.enumerated().flatMap { index, line in
            Self.expanded(line).map { (index: index, line: $0) }
        }
        var missing: [(index: Int, line: JSONObject)] = []
        // The more members a line names, the fewer lines match it, so it chooses first.
        for entry in expanded.sorted(by: { $0.line.members.count > $1.line.members.count }) {
            if let place = lines.firstIndex(where: { Self.matches(entry.line, $0) }) {
                lines.remove(at: place)
            } else {
                missing.append(entry)
            }
        }
        return missing
    }

    /// Returns the members of a line that tell it from others, in the order people write them.
    private static func identified(_ line: JSON) -> JSONObject {
        let keys = ["at", "reason", "verdict", "lateBy", "fault", "to", "obligation"]
        return JSONObject(
            distinct: keys.compactMap { key in
                line[key].map { JSONObject.Member(key: key, value: $0) }
            })
    }

    /// Returns true for a line that a test must list; lines of other types are optional.
    private static func isRequired(_ line: JSON) -> Bool {
        ["notice", "verdict", "fault"].contains(line["type"]?.string)
    }

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
