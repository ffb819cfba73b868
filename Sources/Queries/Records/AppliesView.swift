package import Cases
package import JSON
package import Rules

/// A formatter of the rules and packs that apply, or could apply, to an incident.
package struct AppliesView: Bilingual {
    private let rulebook: Rulebook
    package let language: Language
    private let words: ViewPhrases

    package init(_ rulebook: Rulebook, in language: Language) {
        self.rulebook = rulebook
        self.language = language
        words = ViewPhrases(language)
    }

    /// Returns the rules in use and the packs that are not, each with the facts that decide.
    package func lines(_ incident: Case, _ packs: [PackMatches]) -> [String] {
        guard incident.incident != nil else { return [words.noIncidentRecord] }
        let title = incident.title.map { "  \($0)" } ?? ""
        let rules = Self.relevant(incident.matches(in: rulebook), in: rulebook)
        var lines = ["\(incident.id)\(title)", pick("使用中的规则：", "Rules in use:")]
        lines += rules.flatMap { self.lines($0, in: rulebook, of: incident) }
        guard !packs.isEmpty else { return lines }
        lines.append(pick("未使用的规则包（写进 `use` 才起作用）：", "Packs not in use (add them to `use`):"))
        let sorted = packs.map { (pack: $0, rank: $0.matches.map(\.rank).min() ?? 3) }
            .sorted { ($0.rank, $0.pack.pack) < ($1.rank, $1.pack.pack) }
        return lines + sorted.flatMap { self.lines($0.pack, of: incident) }
    }

    private func lines(_ pack: PackMatches, of incident: Case) -> [String] {
        guard let whole = pack.rulebook else {
            return [
                "  \(pack.pack)  "
                    + pick("与现有规则一起无法读取", "cannot be read beside the rules in use")
            ]
        }
        let matches = Self.relevant(pack.matches, in: whole)
        guard !matches.isEmpty else { return [] }
        return ["  " + pack.pack]
            + matches.flatMap { lines($0, in: whole, of: incident) }.map { "  " + $0 }
    }

    private func lines(
        _ match: RuleMatch, in rulebook: Rulebook, of incident: Case
    ) -> [String] {
        let rule = rulebook.rule(match.rule)
        let title =
            (rule?.title.map { "  \($0)" } ?? "") + (rule.map { trigger($0, incident) } ?? "")
        let parts = match.outcome == .doesNot || match.outcome == .notInForce ? [] : match.parts
        return ["  \(word(match.outcome, match.couldApply))  \(match.rule)\(title)"]
            + match.deciding.map { "      " + text($0) }
            + parts.flatMap { part in
                ["    \(word(part.outcome, part.couldApply))  \(match.rule)/\(part.name)"]
                    + part.deciding.map { "      " + text($0) }
            }
    }

    /// Returns the kind of record that a rule waits for; empty if it waits for none.
    private func trigger(_ rule: Rule, _ incident: Case) -> String {
        let isOfIncident = rule.obligations.contains { $0.on == .incident || $0.on == .update }
        if isOfIncident { return "" }
        let instruction = rule.obligations.contains { $0.on == .instruction }
        if instruction, incident.instructions.isEmpty {
            return pick("（有批示时）", "  (once an instruction is recorded)")
        }
        if !instruction, incident.sightings.isEmpty {
            return pick("（外界先知时）", "  (once a sighting is recorded)")
        }
        return ""
    }

    private func word(_ outcome: RuleMatch.Outcome, _ couldApply: Bool) -> String {
        switch outcome {
        case .applies: pick("适用", "applies")
        case .doesNot where couldApply: pick("可能适用，缺事实", "could apply, a fact is missing")
        case .doesNot: pick("不适用", "does not apply")
        case .notInForce: pick("不在施行期", "not in force")
        case .undecidable: pick("可能适用，缺事实", "could apply, a fact is missing")
        }
    }

    /// Returns a deciding part with the values it reads.
    private func text(_ deciding: RuleMatch.Deciding) -> String {
        let values = deciding.values.map { path, value in
            let shown =
                value.map { pick("现为 ", "is ") + ($0.string ?? $0.serialized()) }
                ?? pick("未写明", "is not stated")
            return deciding.values.count == 1 ? shown : "\(path) \(shown)"
        }
        return deciding.condition.text + (values.isEmpty ? "" : pick("：", ": "))
            + values.joined(separator: pick("，", ", "))
    }

    /// Returns the rules that can apply to an incident at all: without those for bulletins alone.
    private static func relevant(_ matches: [RuleMatch], in rulebook: Rulebook) -> [RuleMatch] {
        matches.filter { match in
            rulebook.rule(match.rule)?.obligations.contains { obligation in
                if case .schedule = obligation.on { false } else { true }
            } ?? true
        }.sorted { $0.rank < $1.rank }
    }
}

extension RuleMatch {
    /// The place in a list: rules in effect, then possible ones, then the others.
    fileprivate var rank: Int {
        switch outcome {
        case .applies: 0
        case .undecidable: 1
        case .doesNot: couldApply ? 1 : 2
        case .notInForce: 2
        }
    }
}

extension AppliesView {
    /// Returns the rules and packs for programs.
    package func json(_ incident: Case, _ packs: [PackMatches]) -> JSON {
        [
            "incident": .string(incident.id.text),
            "rules": .array(
                Self.relevant(incident.matches(in: rulebook), in: rulebook).map(Self.json)),
            "packs": .array(
                packs.map { pack in
                    [
                        "pack": .string(pack.pack), "isReadable": .bool(pack.rulebook != nil),
                        "rules": .array(pack.matches.map(Self.json)),
                    ]
                }),
        ]
    }

    private static func json(_ match: RuleMatch) -> JSON {
        [
            "rule": .string(match.rule.text), "outcome": .string(name(match.outcome)),
            "couldApply": .bool(match.rank < 2),
            "deciding": .array(match.deciding.map(json)),
            "obligations": .array(
                match.parts.map { part in
                    [
                        "name": .string(part.name), "outcome": .string(name(part.outcome)),
                        "deciding": .array(part.deciding.map(json)),
                    ]
                }),
        ]
    }

    private static func json(_ deciding: RuleMatch.Deciding) -> JSON {
        var values = JSONObject()
        for (path, value) in deciding.values { values[path] = value ?? .null }
        return ["condition": deciding.condition.source, "values": .object(values)]
    }

    private static func name(_ outcome: RuleMatch.Outcome) -> String {
        switch outcome {
        case .applies: "applies"
        case .doesNot: "does-not-apply"
        case .notInForce: "not-in-force"
        case .undecidable: "undecidable"
        }
    }
}
