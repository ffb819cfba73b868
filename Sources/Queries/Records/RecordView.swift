package import Calendars
package import Cases
import JSON
import Messages
package import Rules
package import Storage

/// A formatter of records and of their effects for a terminal.
package struct RecordView {
    private let rulebook: Rulebook?
    private let now: Instant
    package let words: RecordPhrases

    /// Creates a formatter; without a rulebook, names are shown as written and times in UTC.
    package init(_ rulebook: Rulebook?, at now: Instant, in language: Language) {
        self.rulebook = rulebook
        self.now = now
        words = RecordPhrases(language)
    }

    private var zone: Zone { rulebook?.settings.zone ?? .utc }

    /// Returns a time with its date, its zone and its distance from now.
    package func time(_ at: Instant) -> String {
        let year = zone.civil(at: at).date.year
        let text = "\(year)-\(ShortTime.text(at, in: zone)) \(zone.name)"
        return text + (words.distance(at, from: now).map { " (\($0))" } ?? "")
    }
}

// MARK: The record

extension RecordView {
    /// The members shown first, in this order; the others follow as written.
    private static let order = [
        "incident", "bulletin", "title", "unit", "from", "to", "instruction", "corrects", "report",
        "into", "obligation", "fault", "result", "stage", "form", "for", "kind", "severity",
        "urgency", "classification", "source", "occurredAt", "discoveredAt", "seenAt",
        "submittedAt", "receivedAt", "until", "due", "at", "by",
    ]

    /// Returns a record as it was understood: the kind, then a line for each member.
    ///
    /// `known` is the title of the incident, if it is known already.
    package func lines(_ record: Record, known title: String?) -> [String] {
        let keys = record.body.members.map(\.key).filter { $0 != "type" && $0 != "id" }
        let first = Self.order.filter(keys.contains)
        let shown = first + keys.filter { !first.contains($0) } + ["id"]
        let pairs = shown.flatMap { key -> [(label: String, text: String)] in
            if key == "id" { return [(words.label("id"), record.id.text)] }
            guard let value = record.body[key] else { return [] }
            if ["times", "labels", "facts"].contains(key) {
                return (value.object?.members ?? []).map { ($0.key, text($0.value, of: $0.key)) }
            }
            let isNamed = key == "incident" && record.body["title"] == nil
            let name = isNamed ? title.map { "  \($0)" } ?? "" : ""
            return [(words.label(key), text(value, of: key) + name)]
        }
        let width = pairs.map { Columns.width($0.label) }.max() ?? 0
        return [words.title(record.content, isKnown: title != nil)]
            + pairs.map { "  \(Columns.padded($0.label, to: width))  \($0.text)" }
    }

    private func text(_ value: JSON, of key: String) -> String {
        if let list = value.array { return list.map { text($0, of: key) }.joined(separator: ", ") }
        guard let text = value.string else { return value.serialized() }
        switch key {
        case "unit", "from", "to":
            let name = rulebook?.name(of: Unit.ID(text)) ?? text
            return name == text ? text : "\(name) (\(text))"
        case "by", "owner":
            let name = rulebook?.contacts[Contact.ID(text)]?.name ?? text
            return name == text ? text : "\(name) (\(text))"
        case "obligation": return text == "*" ? words.all : text
        case "result": return text == "confirmed" ? words.confirmed : words.dismissed
        case "fault": return Fault.Kind(rawValue: text).map(words.fault) ?? text
        case "for": return text
        default:
            if let at = try? Instant(rfc3339: text) { return time(at) }
            let isDate = ["occurredAt", "discoveredAt"].contains(key) && CivilDate(text) != nil
            return isDate ? words.dateOnly(text) : text
        }
    }
}

// MARK: The effect

extension RecordView {
    /// Returns the effect of a record: changes, problems, alerts, open obligations, next alerts.
    package func lines(_ effect: RecordEffect) -> [String] {
        guard let rulebook else { return [] }
        let view = IncidentView(rulebook, at: now, in: words.language)
        var lines = effect.isAhead ? [words.ahead] : []
        for kind in CaseChange.Kind.allCases {
            let changed = effect.change.lines.filter { $0.kind == kind }
            guard !changed.isEmpty else { continue }
            lines.append(words.heading(kind))
            lines += table(changed.map(\.row), view, changed.map { note(on: $0, view) })
        }
        if effect.isSupplement { lines.append(words.supplement) }
        lines += section(words.problems, effect.change.problems, view)
        lines += section(words.solved, effect.change.solved, view)
        if !effect.alerts.isEmpty {
            lines += [words.alerted] + limited(self.lines(effect.alerts, rulebook, view))
        }
        return lines + outlook(effect, view)
    }

    /// Returns what is still to be reported, and who is alerted next.
    private func outlook(_ effect: RecordEffect, _ view: IncidentView) -> [String] {
        guard let rulebook else { return [] }
        var lines: [String] = []
        if effect.open.isEmpty {
            let opens = if case .incident = effect.record.content { true } else { false }
            let isNew = opens && effect.change.lines.isEmpty && effect.questions.isEmpty
            lines.append(isNew ? words.nothingRequired : words.nothingOpen)
        } else if Set(effect.open) != Set(effect.change.lines.map(\.row)) {
            lines += [words.open] + table(effect.open, view)
        }
        guard let first = effect.next.first else {
            return lines + (effect.open.isEmpty ? [] : [words.noAlert])
        }
        let time = view.time(first.at)
        return lines + [words.nextAlert(time, words.distance(first.at, from: now))]
            + limited(self.lines(effect.next, rulebook, view))
    }

    /// Returns the note on a changed obligation: the deadline before, or the person who waived it.
    private func note(on change: CaseChange.Line, _ view: IncidentView) -> String {
        switch change.kind {
        case .moved: change.dueBefore.map { words.was(view.time($0)) } ?? ""
        case .waived: change.row.waivedBy.map(words.by) ?? ""
        case .met, .missed, .opened, .reopened, .dropped: ""
        }
    }

    /// Returns obligations without their incident, in columns: the state, the deadline, the
    /// parties, and the name with a note.
    package func table(
        _ rows: [OwedRow], _ view: IncidentView, _ notes: [String] = []
    ) -> [String] {
        let cells = rows.enumerated().map { index, row in
            let awaiting = row.awaiting.map { rulebook?.name(of: $0) ?? $0.text }
            let owing = rulebook?.name(of: row.owing) ?? row.owing.text
            return [
                row.verdict == nil ? view.words.status(row.status(at: now)) : "", due(row, view),
                "\(owing) → \(awaiting.joined(separator: " | "))",
                row.label + (notes.indices.contains(index) ? notes[index] : ""),
            ]
        }
        let widths = (0..<3).map { column in cells.map { Columns.width($0[column]) }.max() ?? 0 }
        return limited(
            cells.map { cells in
                let padded = zip(cells, widths).filter { $0.1 > 0 }.map {
                    Columns.padded($0, to: $1)
                }
                return (padded + [cells[3]]).map { "  " + $0 }.joined()
            })
    }

    /// Returns the outcome, or the deadline with its distance from now.
    private func due(_ row: OwedRow, _ view: IncidentView) -> String {
        guard row.isOpen, let dueAt = row.dueAt else { return view.due(row) }
        let distance =
            now < dueAt
            ? view.words.left(view.span(dueAt - now)) : view.words.late(view.span(now - dueAt))
        return "\(view.time(dueAt))  " + distance
    }

    private func section(
        _ heading: String, _ problems: [CaseChange.Problem], _ view: IncidentView
    ) -> [String] {
        guard !problems.isEmpty else { return [] }
        return [heading]
            + limited(
                problems.map {
                    "  \(words.fault($0.fault.kind))  \(view.facts.text(FaultSubject($0.about)))  \(view.facts.text($0.fault.detail))"
                })
    }

    /// Returns alerts, one line for each person and reason.
    private func lines(
        _ alerts: [Alert], _ rulebook: Rulebook, _ view: IncidentView
    ) -> [String] {
        var seen: Set<String> = []
        return alerts.map { alert in
            let title =
                if case .contact(let id) = alert.to {
                    rulebook.contacts[id]?.title.map { " \($0)" } ?? ""
                } else {
                    ""
                }
            let reason = view.words.reason(alert.reason).trimmingSpaces
            return "  \(rulebook.name(of: alert.to))\(title)  (\(alert.channel))  \(reason)"
        }.filter { seen.insert($0).inserted }
    }

    /// The number of lines of one section that are shown.
    private static let linesMax = 20

    private func limited(_ lines: [String]) -> [String] {
        guard lines.count > Self.linesMax else { return lines }
        return lines.prefix(Self.linesMax) + ["  " + words.more(lines.count - Self.linesMax)]
    }
}

extension String {
    /// The text without the spaces that pad it.
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
