import Calendars
import Cases
package import Rules

/// A formatter of the obligations of a rulebook as tables in Markdown.
package struct PackView: Bilingual {
    private let rulebook: Rulebook
    package let language: Language
    private let clocks: ClockPhrases

    package init(_ rulebook: Rulebook, in language: Language) {
        self.rulebook = rulebook
        self.language = language
        clocks = ClockPhrases(language)
    }

    /// The lines: for each rule a heading, its source, and a row for each obligation.
    package var lines: [String] { rulebook.rules.flatMap(lines) }

    private func lines(_ rule: Rule) -> [String] {
        let title = rule.title.map { ": \($0)" } ?? ""
        let columns = [
            pick("阶段", "Stage"), pick("谁", "From"), pick("报给谁", "To"), pick("怎样计算", "Clock"),
            pick("形式", "Form"), pick("周末和节假日", "Weekends"),
        ]
        let head = ["### \(rule.id)\(title)", "", row(columns), row(columns.map { _ in "---" })]
        return head + rule.obligations.map { row(cells($0, of: rule)) } + [""]
    }

    private func cells(_ duty: ObligationRule, of rule: Rule) -> [String] {
        let stage = duty.stage == duty.name ? "" : pick("（\(duty.stage)）", " (\(duty.stage))")
        let to = duty.to.map { $0.map(name(of:)).joined(separator: pick("或", " or ")) }
        let again = duty.repeats.map { pick("，每\($0.text)", ", every \($0.text)") } ?? ""
        return [
            "`\(duty.name)`\(stage)", owing(duty.owes ?? rule.owes),
            to.joined(separator: pick("、", ", ")), clocks.clock(duty.due) + again,
            duty.forms?.joined(separator: ", ") ?? pick("任何", "any"), clocks.weekends(duty.due),
        ]
    }

    /// Returns the name of a unit, or the words of the rule for units that depend on the incident.
    private func name(of unit: UnitReference) -> String {
        if case .unit(let id) = unit { rulebook.name(of: id) } else { unit.description }
    }

    private func owing(_ owing: Owing?) -> String {
        switch owing {
        case .unit(let unit): rulebook.name(of: unit)
        case .units(let units): units.map(name(of:)).joined(separator: pick("、", ", "))
        case .fact(let condition):
            condition.paths.first.map(ClockPhrases.short) == "unit"
                ? pick("事件的单位", "the incident's unit")
                : condition.paths.map(ClockPhrases.short).joined(separator: ", ")
        case nil: ""
        }
    }

    private func row(_ cells: [String]) -> String {
        "| " + cells.map(Self.escaped).joined(separator: " | ") + " |"
    }

    /// Returns a text without the character that ends a cell.
    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
