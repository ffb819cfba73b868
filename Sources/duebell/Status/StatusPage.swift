import Calendars
import Files
import Queries
import Rules
import Storage

/// The state of a watcher for people.
struct StatusPage {
    let report: StatusReport
    let view: IncidentView

    private var words: StatusPhrases { StatusPhrases(language: view.words.language) }
    private var status: WatcherStatus { report.status }

    /// The state line by line, then the findings.
    func lines(_ page: Terminal.Page) -> [String] {
        let width = rows.map { Columns.width($0.label) }.max() ?? 0
        let values = rows.map { row in
            Columns.padded(row.label, to: width) + "  " + Terminal.plain(row.value)
        }
        let findings = report.findings
        guard !findings.isEmpty else {
            return values + ["", coloured("✓ " + words.allIsWell, .good, page)]
        }
        return values + [""]
            + findings.map { finding in
                let mark = finding.isProblem ? "✗ " : "▲ "
                let text = mark + Terminal.plain(self.text(finding))
                return coloured(text, finding.isProblem ? .alarm : .warning, page)
            }
    }

    private func coloured(
        _ text: String, _ style: TextTable.Style, _ page: Terminal.Page
    ) -> String {
        page.isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    private var rows: [(label: String, value: String)] {
        [
            (words.watcher, watcher), (words.rules, rules), (words.lastRecord, lastRecord),
            (words.obligations, words.open(status.openCount, overdue: status.overdueCount)),
            (words.questions, status.questionsCount == 0 ? words.none : "\(status.questionsCount)"),
            (words.messages, messages), (words.channels, channels),
            (words.next, status.nextAt.map(time) ?? words.none),
            (words.disk, report.disk.map(words.space) ?? words.unknown),
            (words.zone, view.rulebook.settings.zone.name),
        ]
    }

    private func time(_ instant: Instant) -> String {
        view.time(Instant(seconds: instant.seconds))
    }

    private func span(since instant: Instant) -> String {
        view.words.span(max(.zero, status.now - instant))
    }

    private var watcher: String {
        guard report.isRunning else {
            return words.stopped(status.aliveAt.map { (time($0), span(since: $0)) })
        }
        var process: Int32?
        if case .process(let id) = report.holder { process = id }
        return words.running(process, status.startedAt.map { (time($0), span(since: $0)) })
    }

    private var rules: String {
        guard let rules = status.rules else { return words.none }
        let digest = String(rules.digest.prefix(12))
        let change = status.change.map { change in
            change.before == nil
                ? words.firstRules(change.added.count)
                : words.changed(change.changed, change.added, change.removed)
        }
        return words.inForce(digest, time(rules.at)) + (change ?? "")
    }

    private var lastRecord: String {
        guard let record = status.lastRecord else { return words.none }
        return words.record(
            time(record.arrivedAt), span(since: record.arrivedAt), record.id.text,
            record.incident.text)
    }

    private var messages: String {
        words.waiting(status.waitingCount, status.oldestWaiting.map { span(since: $0) })
    }

    private var channels: String {
        words.channels(
            status.channelsCount,
            failing: status.failing.map { words.since($0.channel.text, time($0.since)) })
    }

    private func text(_ finding: StatusReport.Finding) -> String {
        switch finding {
        case .notRunning: words.notRunning
        case .idle(let since): words.idle(time(since))
        case .rulesRefused(let faults): words.rulesRefused(faults)
        case .rulesDiffer: words.rulesDiffer
        case .diskShort(let space): words.diskShort(words.space(space))
        case .stored(.late(let since)): words.late(time(since))
        case .stored(.stuck(let id, let since)): words.stuck(id.text, time(since))
        case .stored(.failing(let id, let since)): words.failing(id.text, time(since))
        case .stored(.setAside(let count)): words.setAside(count)
        case .stored(.gaps(let name, let gaps)): words.gaps(name, gaps.map(spanOfTime))
        case .stored(.calendarEnds(let name, let last, let isPast)):
            words.calendarEnds(name, "\(last)", isPast: isPast)
        }
    }

    private func spanOfTime(_ gap: Range<Instant>) -> String {
        "\(time(gap.lowerBound)) – \(time(gap.upperBound))"
    }
}
