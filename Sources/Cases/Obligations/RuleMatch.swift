package import JSON
package import Rules

/// The applicability of one rule to an incident, with the values that decided it.
package struct RuleMatch: Sendable {
    package enum Outcome: Hashable, Sendable {
        case applies
        case doesNot
        case notInForce
        case undecidable(Undecidable)
    }

    /// A part of a condition that decides its outcome, with the values it reads.
    package struct Deciding: Sendable {
        package let condition: Condition
        /// The values by path; nil for a value that no record states.
        package let values: [(path: String, value: JSON?)]
    }

    /// The applicability of one obligation with a condition of its own.
    package struct Part: Sendable {
        package let name: String
        package let outcome: Outcome
        /// True if facts that are not stated could make it apply.
        package let couldApply: Bool
        package let deciding: [Deciding]
    }

    package let rule: Rule.ID
    package let outcome: Outcome
    /// True if facts that are not stated could make it apply.
    package let couldApply: Bool
    /// The values named in the rule's condition, by path; nil for an absent one.
    package let values: [(path: String, value: JSON?)]
    /// The parts of the rule's condition that decide the outcome.
    package let deciding: [Deciding]
    /// The obligations of the rule that have conditions of their own.
    package let parts: [Part]
}

extension Case {
    /// Returns how each rule of a rulebook applies to the incident, for a person who asks why.
    package func matches(in rulebook: Rulebook) -> [RuleMatch] {
        guard let incident else { return [] }
        let context = RuleContext(facts: incident.facts, record: incident.facts)
        let scope = scope(of: context, in: rulebook)
        return rulebook.rules.map { rule in
            let began = Self.began(incident.facts) ?? openedAt
            let isInForce = began.map(rule.inForce.contains) ?? true
            let values = (rule.when?.paths ?? []).map { name in
                (path: name, value: scope.value(at: name))
            }
            return RuleMatch(
                rule: rule.id,
                outcome: isInForce ? Self.outcome(of: rule.when, over: scope) : .notInForce,
                couldApply: isInForce && (rule.when?.couldHold(over: scope) ?? true),
                values: values, deciding: Self.deciding(rule.when, over: scope),
                parts: rule.obligations.filter { $0.when != nil }.map {
                    RuleMatch.Part(
                        name: $0.name, outcome: Self.outcome(of: $0.when, over: scope),
                        couldApply: $0.when?.couldHold(over: scope) ?? true,
                        deciding: Self.deciding($0.when, over: scope))
                })
        }
    }

    private static func outcome(of condition: Condition?, over scope: JSON) -> RuleMatch.Outcome {
        switch condition?.evaluate(over: scope) ?? .value(true) {
        case .undecidable(let why): .undecidable(why)
        case .value(let answer): answer.isTruthy ? .applies : .doesNot
        }
    }

    private static func deciding(
        _ condition: Condition?, over scope: JSON
    ) -> [RuleMatch.Deciding] {
        (condition?.deciding(over: scope) ?? []).map { part in
            RuleMatch.Deciding(
                condition: part,
                values: part.paths.map { (path: $0, value: scope.value(at: $0)) })
        }
    }
}

extension JSON {
    fileprivate func value(at path: String) -> JSON? {
        path.split(separator: ".").reduce(self as JSON?) { value, key in value?[String(key)] }
    }
}
