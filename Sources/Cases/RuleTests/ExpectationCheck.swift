import JSON
import Rules

/// A check of the names in an expected line against a rulebook.
struct ExpectationCheck {
    /// A name or member that no line can have.
    struct Finding {
        let pointer: JSONPointer
        let found: String
        let accepted: String
    }

    let rulebook: Rulebook
    let scope: TestScope

    /// The members of a line that a simulation prints.
    private static let members = [
        "at", "type", "incident", "obligation", "dueAt", "step", "steps", "to", "channel",
        "address", "reason", "verdict", "lateBy", "report", "fault", "detail", "waitsFor", "by",
        "rules",
    ]
    private static let types = [
        "opened", "not-started", "moved", "notice", "verdict", "waived", "replanned", "reopened",
        "revoked", "fault", "cleared",
    ]

    /// Returns the findings in an expected line at a place of its document.
    func findings(in line: JSONObject, at pointer: JSONPointer) -> [Finding] {
        // A fault may be about something other than an obligation, such as a report.
        let isFault = line["fault"] != nil || line["type"] == "fault" || line["type"] == "cleared"
        return line.members.flatMap { member -> [Finding] in
            let place = pointer.appending(member.key)
            guard Self.members.contains(member.key) else {
                return [unknown(member.key, "member", Self.members, at: place)]
            }
            let texts = member.value.string.map { [$0] } ?? member.value.array?.compactMap(\.string)
            return (texts ?? []).flatMap { text -> [Finding] in
                guard member.key == "obligation" else {
                    return named(text, by: member.key, at: place)
                }
                return isFault && !scope.rules.contains(TestScope.rule(of: text))
                    ? [] : obligation(text, at: place)
            }
        }
    }

    /// Returns the findings in a name of a scope: a rule, or `RULE/OBLIGATION`.
    func findings(inName name: String, at pointer: JSONPointer) -> [Finding] {
        self.name(of: name, at: pointer)
    }

    private func named(_ text: String, by key: String, at place: JSONPointer) -> [Finding] {
        switch key {
        case "type": check(text, "type", Self.types, at: place)
        case "reason": check(text, "reason", Notice.Reason.allCases.map(\.rawValue), at: place)
        case "verdict": check(text, "verdict", ["on-time", "late", "missed"], at: place)
        case "fault": check(text, "fault", Fault.Kind.allCases.map(\.rawValue), at: place)
        case "channel":
            check(text, "channel", rulebook.channels.keys.map(\.text).sorted(), at: place)
        case "to": recipient(text, at: place)
        default: []
        }
    }

    private func obligation(_ id: String, at place: JSONPointer) -> [Finding] {
        if let names = scope.names, !scope.contains(["obligation": .string(id)]) {
            return [
                Finding(
                    pointer: place, found: "\"\(id)\", outside the test's `about`",
                    accepted: names.joined(separator: ", "))
            ]
        }
        return name(of: id, at: place)
    }

    private func name(of id: String, at place: JSONPointer) -> [Finding] {
        let ruleName = TestScope.rule(of: id)
        guard let rule = rulebook.rules.first(where: { $0.id.text == ruleName }) else {
            return [unknown(ruleName, "rule", rulebook.rules.map(\.id.text), at: place)]
        }
        let obligation = TestScope.obligation(of: id)
        guard obligation != ruleName else { return [] }
        let known = rule.obligations.map { "\(ruleName)/\($0.name)" }
        let units = id.split(separator: "@").dropFirst().first.map {
            $0.prefix { $0 != "#" && $0 != "~" }.split { $0 == "|" || $0 == ":" }.map(String.init)
        }
        return check(obligation, "obligation", known, at: place)
            + (units ?? []).flatMap {
                check($0, "unit", rulebook.units.keys.map(\.text).sorted(), at: place)
            }
    }

    private func recipient(_ text: String, at place: JSONPointer) -> [Finding] {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("contact", 2):
            let known = rulebook.contacts.keys.map(\.text).sorted()
            return check(parts[1], "contact", known, at: place)
        case ("schedule", 2):
            let known = rulebook.schedules.keys.map(\.text).sorted()
            return check(parts[1], "schedule", known, at: place)
        case ("mailto", 2): return []
        default:
            return [
                Finding(
                    pointer: place, found: "\"\(text)\"",
                    accepted: "a recipient: contact:x, schedule:x, mailto:a@b")
            ]
        }
    }

    private func check(
        _ name: String, _ kind: String, _ known: [String], at place: JSONPointer
    ) -> [Finding] {
        known.contains(name) ? [] : [unknown(name, kind, known, at: place)]
    }

    private func unknown(
        _ name: String, _ kind: String, _ known: [String], at place: JSONPointer
    ) -> Finding {
        let nearest = nearestName(to: name, among: known).map { ", nearest is \"\($0)\"" } ?? ""
        return Finding(
            pointer: place, found: "unknown \(kind) \"\(name)\"\(nearest)",
            accepted: known.isEmpty
                ? "none" : "one of " + known.prefix(20).joined(separator: ", "))
    }
}
