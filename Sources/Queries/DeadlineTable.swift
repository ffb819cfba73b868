import Calendars
package import Cases
package import JSON
import Messages
package import Rules

/// A formatter of the deadlines of a hypothetical incident.
package struct DeadlineTable: Bilingual {
    package let hypothesis: Hypothesis
    package let rulebook: Rulebook
    package let language: Language
    private let clocks: ClockPhrases

    package init(_ hypothesis: Hypothesis, _ rulebook: Rulebook, in language: Language) {
        self.hypothesis = hypothesis
        self.rulebook = rulebook
        self.language = language
        clocks = ClockPhrases(language)
    }

    /// The titles of the columns.
    package var titles: [String] {
        [
            pick("时限", "Deadline"), pick("义务", "Obligation"), pick("谁报给谁", "From → to"),
            pick("怎样计算", "Counted"),
        ]
    }

    /// The rows: deadline, units, clock and obligation.
    package var rows: [[String]] {
        hypothesis.deadlines.map { deadline in
            let obligation = deadline.obligation
            let to = obligation.awaiting.map(rulebook.name(of:)).joined(
                separator: pick("或", " or "))
            return [
                time(deadline), obligation.label + notes(deadline),
                "\(rulebook.name(of: obligation.owing)) → \(to)",
                clocks.clock(deadline.duty.due),
            ]
        }
    }

    /// The sentences below the table.
    package var remarks: [String] {
        var lines: [String] = []
        if hypothesis.deadlines.isEmpty {
            lines.append(pick("按所说的情况，没有要报的。", "Nothing is to be reported, as stated."))
        }
        if hypothesis.deadlines.contains(where: \.isAssumed) {
            lines.append(
                pick(
                    "带 ≤ 的从另一份报告起算，假定那一份到时限才报；报得早，这里也早。",
                    "≤: counted from another report, assumed to be made at its own deadline; "
                        + "earlier if that one is."))
        }
        if hypothesis.deadlines.contains(where: \.isHouseTarget) {
            lines.append(
                pick(
                    "带 * 的是内部目标，规定没有写数字。",
                    "*: a target of the house; the text names no number."))
        }
        let open = undecided
        if !open.isEmpty {
            lines.append(pick("视这些没有说明的事实，还可能要报：", "By facts that are not stated, also:"))
            lines += open.map { "  \($0.name): \($0.facts.joined(separator: ", "))" }
        }
        return lines
    }

    /// The rules and obligations opened by facts not stated, with those facts.
    private var undecided: [(name: String, facts: [String])] {
        func missing(_ deciding: [RuleMatch.Deciding]) -> [String] {
            var facts: [String] = []
            for (path, value) in deciding.flatMap(\.values) where value == nil {
                let name = ClockPhrases.short(path)
                if !facts.contains(name) { facts.append(name) }
            }
            return facts
        }
        return hypothesis.incident.matches(in: rulebook).flatMap { match in
            let rule = [(match.rule.text, match.outcome, match.couldApply, match.deciding)]
            let parts = match.parts.map {
                ("\(match.rule)/\($0.name)", $0.outcome, $0.couldApply, $0.deciding)
            }
            return (match.outcome == .applies ? parts : rule)
                .filter { $0.1 != .applies && $0.2 }
                .map { (name: $0.0, facts: missing($0.3)) }
        }
    }

    /// The table as JSON.
    package var json: JSON {
        let rows = hypothesis.deadlines.map { deadline -> JSON in
            let obligation = deadline.obligation
            var row: JSONObject = [
                "rule": .string(obligation.rule.text), "obligation": .string(obligation.id.text),
                "from": .string(obligation.owing.text),
                "to": .array(obligation.awaiting.map { .string($0.text) }),
                "counted": .string(clocks.clock(deadline.duty.due)),
                "weekends": .string(clocks.weekends(deadline.duty.due)),
                "assumed": .bool(deadline.isAssumed),
                "houseTarget": .bool(deadline.isHouseTarget),
            ]
            if let dueAt = deadline.dueAt {
                row["dueAt"] = .string(dueAt.rfc3339(in: zone(deadline)))
            } else if let question = obligation.waitsFor {
                row["waitsFor"] = .string(FaultPhrases.program.text(question))
            }
            return .object(row)
        }
        let open = undecided.map { entry -> JSON in
            ["name": .string(entry.name), "facts": .array(entry.facts.map(JSON.string))]
        }
        return ["deadlines": .array(rows), "undecided": .array(open)]
    }

    private func zone(_ deadline: Hypothesis.Deadline) -> Zone {
        rulebook.rule(deadline.obligation.rule)?.zone ?? rulebook.settings.zone
    }

    private func time(_ deadline: Hypothesis.Deadline) -> String {
        guard let dueAt = deadline.dueAt else {
            let question = deadline.obligation.waitsFor.map(
                FaultPhrases.program(in: language).text)
            return pick("待定：", "waits for ") + (question ?? "?")
        }
        let zone = zone(deadline)
        let civil = zone.civil(at: dueAt)
        let week = language == .chinese ? Self.chineseDays : Self.englishDays
        let day = week[(civil.date.weekday + 6) % 7]
        return (deadline.isAssumed ? "≤ " : "") + "\(day) \(dueAt.rfc3339(in: zone))"
    }

    private func notes(_ deadline: Hypothesis.Deadline) -> String {
        deadline.isHouseTarget ? " *" : ""
    }

    private static let englishDays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let chineseDays = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
}

extension Hypothesis.Deadline {
    /// True if the deadline is a target of the house: its name says so.
    var isHouseTarget: Bool { duty.isHouseTarget }
}

extension ObligationRule {
    /// True if the deadline is a target of the house, as the name of the obligation says.
    var isHouseTarget: Bool { name.split(separator: "-").suffix(2) == ["house", "target"] }
}
