import Calendars

extension Rulebook {
    /// What was understood, a line each: counts, then every rule with what it obliges whom to.
    package var summary: [String] {
        let counts = [
            "\(rules.count) rules", "\(policies.count) policies", "\(units.count) units",
            "\(contacts.count) contacts", "\(channels.count) channels",
        ]
        let lines = rules.flatMap { rule in
            ["\(rule.id): \(rule.title ?? "no title")"]
                + rule.obligations.map { "  \($0.name): \(line(of: $0, in: rule))" }
        }
        return [counts.joined(separator: ", "), "zone \(settings.zone.name)"] + lines
    }

    private func line(of obligation: ObligationRule, in rule: Rule) -> String {
        let owes =
            switch obligation.owes ?? rule.owes {
            case .unit(let unit): unit.text
            case .fact(let condition): condition.source.serialized()
            case nil: "nobody"
            }
        let to = obligation.to.map { units in units.map(\.text).joined(separator: " or ") }
        let follows =
            obligation.follows.isEmpty
            ? "" : ", after " + obligation.follows.joined(separator: ", ")
        return "\(owes) to \(to.joined(separator: " and ")) \(obligation.due), pressed for by "
            + "\(obligation.policy)\(follows)"
    }
}
