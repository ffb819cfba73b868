package import Rules

/// A bulletin required of one unit: a case without an incident, known from the rules alone.
package struct BulletinDuty: Hashable, Sendable {
    package let rule: Rule.ID
    /// The obligation's name in the rule.
    package let name: String
    /// The unit that must issue the bulletin.
    package let owing: Unit.ID

    package init(rule: Rule.ID, name: String, owing: Unit.ID) {
        self.rule = rule
        self.name = name
        self.owing = owing
    }

    /// Reads the name that a report uses, `RULE/OBLIGATION`; `owing` is the sender.
    init?(path: String, owing: Unit.ID) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts.contains("") else { return nil }
        self.init(rule: Rule.ID(parts[0]), name: parts[1], owing: owing)
    }

    /// The name of the bulletin in reports, `RULE/OBLIGATION`.
    package var path: String { "\(rule)/\(name)" }
}

extension Rulebook {
    /// Every bulletin that the rules require.
    package var bulletins: [BulletinDuty] {
        rules.flatMap { rule in
            rule.obligations.flatMap { duty -> [BulletinDuty] in
                guard case .schedule = duty.on else { return [] }
                let units: [Unit.ID]
                switch duty.owes ?? rule.owes {
                case .unit(let unit): units = [unit]
                case .units(let references): units = owing(references)
                case .fact, nil: units = []
                }
                return units.map { BulletinDuty(rule: rule.id, name: duty.name, owing: $0) }
            }
        }
    }
}
