import Calendars
import JSON

extension Rulebook {
    /// Returns the summary of the rulebook in lines: counts, then each rule with its obligations,
    /// and the digests.
    package func summary(in language: Language) -> [String] {
        let words = SummaryPhrases(language: language)
        let lines = rules.flatMap { rule in
            [words.rule(rule)] + rule.obligations.map { line(of: $0, in: rule, words) }
        }
        return [words.counts(of: self), words.zone(settings.zone.name)] + lines
            + digests.map(words.digest)
    }

    private func line(
        of obligation: ObligationRule, in rule: Rule, _ words: SummaryPhrases
    ) -> String {
        let owes =
            switch obligation.owes ?? rule.owes {
            case .unit(let unit): unit.text
            case .units(let units): words.all(units.map(\.description))
            case .fact(let condition): condition.source.serialized()
            case nil: words.nobody
            }
        let to = obligation.to.map { words.any($0.map(\.description)) }
        let again = obligation.repeats.map { words.again(every: $0) } ?? ""
        return words.obligation(
            obligation.name, from: owes, to: words.all(to),
            due: words.occasion(obligation.on) + words.due(obligation.due) + again,
            policy: "\(obligation.policy)\(words.follows(obligation.follows))")
    }
}
