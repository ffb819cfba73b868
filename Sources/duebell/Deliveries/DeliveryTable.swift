import Calendars
import Queries
import Rules
import Storage

/// The messages of a list as a table for people.
struct DeliveryTable {
    let summaries: [DeliveryView.Summary]
    let view: IncidentView
    /// The number of matching messages, shown or not.
    let count: Int

    private var words: DeliveryTablePhrases {
        DeliveryTablePhrases(language: view.words.language)
    }

    /// The table, and the number of messages that it leaves out.
    func lines(_ page: Terminal.Page) -> [String] {
        var table = TextTable([
            .init(""), .init(words.time), .init(words.state), .init(words.to, least: 5),
            .init(words.channel, least: 6), .init(words.about, least: 11),
            .init(words.reason, least: 8, isOptional: true),
            .init(words.attempts, isOptional: true),
            .init(words.answer, least: 10), .init(words.id),
        ])
        table.rows = summaries.map { cells($0, isFull: page.width == nil) }
        let more = count - summaries.count
        let zone = view.rulebook.settings.zone.name
        return [words.count(count) + " " + view.words.times(zone), ""] + table.lines(page)
            + (more > 0 ? [words.more(more, limit: count)] : [])
    }

    private func cells(_ summary: DeliveryView.Summary, isFull: Bool) -> [TextTable.Cell] {
        let (mark, style) = Self.mark(summary.state)
        let id = summary.id.text
        return [
            .init(mark, style), .init(view.minute(summary.decidedAt)),
            .init(view.words.state(summary.state), style), .init(summary.to),
            .init(summary.channel), .init(summary.about), .init(summary.reason),
            .init("\(summary.attempts)"), .init(summary.answer),
            .init(isFull ? id : String(id.prefix(Self.idMax)), .faint),
        ]
    }

    /// The number of characters of an id that commands accept in its place.
    private static let idMax = 12

    private static func mark(_ state: OutboxEntry.State) -> (String, TextTable.Style) {
        switch state {
        case .waiting: ("○", .warning)
        case .delivered: ("✓", .good)
        case .refused, .expired: ("✗", .alarm)
        case .withdrawn, .merged: ("–", .faint)
        }
    }
}
