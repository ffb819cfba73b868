import Calendars
import Cases
import Messages
import Queries
import Rules
import Storage

/// The obligations of a list as a table for people.
struct ObligationTable {
    let list: ObligationList
    let view: IncidentView
    let page: Terminal.Page

    private var words: ListPhrases { ListPhrases(language: view.words.language) }

    /// The summary, the tables, and what is left out.
    var lines: [String] {
        var lines = [words.outstanding(list.openCount, overdue: list.overdueCount)]
        if list.openCount + list.settledCount > 0 {
            lines[0] += " " + view.words.times(view.rulebook.settings.zone.name)
        }
        if !list.open.isEmpty { lines += [""] + table(list.open) }
        if !list.settled.isEmpty {
            lines += ["", words.settled(list.settledCount)] + table(list.settled)
        }
        if list.moreCount > 0 {
            let all = list.openCount + list.settledCount
            lines.append(words.more(list.moreCount, limit: all))
        }
        return lines + statements + questions + bare + setAside
    }

    private func table(_ rows: [OwedRow]) -> [String] {
        var table = TextTable([
            .init(""), .init(words.status), .init(words.deadline), .init(words.left),
            .init(words.incident, least: 10), .init(words.title, least: 12),
            .init(words.units, least: 28), .init(words.obligation, least: 16, isOptional: true),
            .init(words.severity, least: 6, isOptional: true),
        ])
        table.rows = rows.map(cells)
        return table.lines(page)
    }

    private func cells(_ row: OwedRow) -> [TextTable.Cell] {
        let status = row.status(at: view.now)
        let style = Self.style(status, row.verdict)
        let awaiting = row.awaiting.map(view.rulebook.name(of:)).joined(separator: "|")
        return [
            .init(Self.shape(status, row.verdict), style),
            .init(view.words.status(status), style),
            .init(
                row.dueAt.map(view.minute)
                    ?? words.missing(row.waitsFor.map(view.facts.text) ?? "?")),
            .init(left(row), status == .overdue ? style : .plain),
            .init(row.incident.text), .init(view.title(of: row)),
            .init("\(view.rulebook.name(of: row.owing)) → \(awaiting)"), .init(row.label, .faint),
            .init(row.severity ?? "", .faint),
        ]
    }

    /// Returns the time left, the time since the deadline with a minus sign, or the outcome.
    private func left(_ row: OwedRow) -> String {
        if let verdict = row.verdict {
            return view.words.outcome(verdict, lacking: row.lackingCount)
        }
        guard row.isOpen else { return row.waivedBy ?? "" }
        guard let dueAt = row.dueAt else {
            return words.elapsed(view.span(view.now - (row.beganAt ?? row.openedAt)))
        }
        let isPast = dueAt < view.now
        return (isPast ? "-" : "") + view.span(isPast ? view.now - dueAt : dueAt - view.now)
    }

    /// Returns a mark that shows the status without colour.
    private static func shape(
        _ status: Obligation.DueStatus, _ verdict: Obligation.Verdict?
    ) -> String {
        switch status {
        case .overdue: "●"
        case .approaching: "▲"
        case .pending: "○"
        case .notStarted: "?"
        case .met: if case .late = verdict?.outcome { "◆" } else { "✓" }
        case .waived: "–"
        case .missed: "✗"
        }
    }

    private static func style(
        _ status: Obligation.DueStatus, _ verdict: Obligation.Verdict?
    ) -> TextTable.Style {
        switch status {
        case .overdue, .missed: .alarm
        case .approaching, .notStarted: .warning
        case .pending: .plain
        case .met: if case .late = verdict?.outcome { .warning } else { .good }
        case .waived: .faint
        }
    }

    private var statements: [String] {
        let lines = list.incidents.flatMap { id in
            (list.statements[id] ?? []).map { Terminal.plain("  \(id)  \(view.line($0))") }
        }
        return lines.isEmpty ? [] : ["", words.statements] + lines
    }

    private var questions: [String] {
        guard list.questionsCount > 0 else { return [] }
        let more = list.questionsCount - list.questions.count
        return ["", words.questions(list.questionsCount)]
            + list.questions.map { "? " + Terminal.plain(view.line($0)) }
            + (more > 0 ? [words.moreQuestions(more)] : [])
    }

    private var bare: [String] {
        guard !list.bare.isEmpty || list.hasMoreBare else { return [] }
        return ["", words.bare]
            + list.bare.map { Terminal.plain("  \($0.incident)  \($0.title ?? "")") }
            + (list.hasMoreBare ? [words.moreBare] : [])
    }

    private var setAside: [String] {
        guard !list.setAside.isEmpty else { return [] }
        return ["", words.setAside]
            + list.setAside.map {
                Terminal.plain("✗ \($0.incident)  \($0.setAside?.reason ?? "")")
            }
    }
}
