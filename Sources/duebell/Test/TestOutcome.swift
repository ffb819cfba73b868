import Calendars
import Cases
import JSON
import Rules

/// The outcome of one test.
struct TestOutcome {
    let file: String
    let name: String
    let difference: RuleTest.Difference
    /// The zone of the times shown to people.
    let zone: Zone

    /// Returns the outcome for people: one line, followed by the differences.
    func lines(_ words: CheckPhrases) -> [String] {
        [words.outcome(file, name, isGood: difference.isEmpty)]
            + difference.missing.map { words.missing(local($0)) }
            + difference.unexpected.map { words.unexpected(local($0)) }
    }

    /// Returns a line with its times in the rules' zone, in the form of a test file.
    private func local(_ line: JSON) -> String {
        guard var members = line.object else { return line.serialized() }
        for key in ["at", "dueAt"] {
            let instant = members[key]?.string.flatMap { try? Instant(rfc3339: $0) }
            if let instant { members[key] = .string(instant.rfc3339(in: zone)) }
        }
        return JSON.object(members).serialized()
    }

    /// The outcome for programs.
    var json: JSON {
        var json: JSONObject = [
            "file": .string(file), "test": .string(name), "ok": .bool(difference.isEmpty),
        ]
        if !difference.isEmpty {
            json["missing"] = .array(difference.missing)
            json["unexpected"] = .array(difference.unexpected)
        }
        return .object(json)
    }

    /// Returns all outcomes as JUnit XML, which CI servers read.
    static func junit(_ outcomes: [TestOutcome]) -> String {
        let failed = outcomes.filter { !$0.difference.isEmpty }.count
        let cases = outcomes.map { outcome in
            let head =
                "<testcase classname=\"\(escaped(outcome.file))\" "
                + "name=\"\(escaped(outcome.name))\""
            guard !outcome.difference.isEmpty else { return head + "/>" }
            let text = outcome.lines(CheckPhrases(language: .english)).dropFirst().joined(
                separator: "\n")
            return head + "><failure message=\"differs\">\(escaped(text))</failure></testcase>"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="duebell test" tests="\(outcomes.count)" failures="\(failed)">
            \(cases.joined(separator: "\n"))
            </testsuite>

            """
    }

    private static func escaped(_ text: String) -> String {
        let entities: [Character: String] = [
            "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;",
        ]
        return Terminal.plain(text.split(separator: "\n").joined(separator: " | "))
            .map { entities[$0] ?? String($0) }.joined()
    }
}
