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

    package let rule: Rule.ID
    package let outcome: Outcome
    /// The values named in the rule's condition, by path; nil for an absent one.
    package let values: [(path: String, value: JSON?)]
}

extension Case {
    /// Returns how each rule of a rulebook applies to the incident, for a person who asks why.
    package func matches(in rulebook: Rulebook) -> [RuleMatch] {
        guard let incident else { return [] }
        let context = RuleContext(facts: incident.facts, record: incident.facts)
        let scope = scope(of: context, in: rulebook)
        return rulebook.rules.map { rule in
            let outcome: RuleMatch.Outcome
            if let began = Self.began(incident.facts) ?? openedAt, !rule.inForce.contains(began) {
                outcome = .notInForce
            } else {
                switch rule.when?.evaluate(over: scope) ?? .value(true) {
                case .undecidable(let why): outcome = .undecidable(why)
                case .value(let answer): outcome = answer.isTruthy ? .applies : .doesNot
                }
            }
            let values = (rule.when?.paths ?? []).map { name in
                (path: name, value: scope.value(at: name))
            }
            return RuleMatch(rule: rule.id, outcome: outcome, values: values)
        }
    }
}

extension JSON {
    fileprivate func value(at path: String) -> JSON? {
        path.split(separator: ".").reduce(self as JSON?) { value, key in value?[String(key)] }
    }
}
