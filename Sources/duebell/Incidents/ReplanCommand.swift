import ArgumentParser
import Calendars
import Cases
import Foundation
import JSON
import Messages
import Queries
import Rules
import Storage

struct ReplanCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "replan",
            abstract: .spoken(
                "显示现行规则会使未办结事件发生哪些变化；加参数后施行。",
                """
                Shows what the current rules would change in open incidents; applies it on \
                request.
                """),
            discussion: .spoken(
                """
                应报事项一经产生，即按当时的规则办理，以后修改规则不影响它。本命令对每起未办结事\
                件列出：现行规则会更改、新增或取消哪些时限，会立即发送哪些消息。加 --apply 的，\
                每项变化作为记录交给值守程序，`explain` 中可见。
                """,
                """
                Obligations keep the rules under which they were opened, whatever is edited \
                later. This command shows, for each open incident, the deadlines that the \
                current rules would move, open or drop, and the messages that would be sent at \
                once. With --apply, each change is submitted to the watcher as a record and \
                shown by `explain`.
                """,
                examples: "duebell replan --apply --by li-na"))
    }

    @OptionGroup var places: PathOptions
    @Flag(
        help: .spoken(
            "提交变化：值守程序对这些事件改用现行规则。",
            "Submit the changes: the watcher moves these incidents to the current rules."))
    var apply = false
    @Option(
        help: .spoken(
            "提出人。默认为用户名。",
            "Person who requests it. Default: the name of the user."))
    var by: String?
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let archive = try await StoreReader(settings)
        let words = ViewPhrases(archive.rulebook.settings.language)
        var changed: [Incident.ID] = []
        for row in try await archive.cases(phase: .open, limit: Self.casesMax) {
            guard let incident = try? await archive.incident(of: row) else { continue }
            let change = try await ReplanPreview(incident, archive)
            guard !change.lines.isEmpty else { continue }
            changed.append(incident.id)
            show(change, archive.rulebook, words)
        }
        if changed.isEmpty, format == .text { Terminal.say(words.nothingChanges) }
        guard apply, !changed.isEmpty else { return }
        guard try await archive.digestInForce() == archive.rulebook.digest else {
            throw Failure(.temporary, words.othersInForce)
        }
        for id in changed { try await handIn(id, archive, settings) }
    }

    /// The maximum number of cases, more than anybody reads through.
    private static let casesMax = 100_000

    private func show(_ change: ReplanPreview, _ rulebook: Rulebook, _ words: ViewPhrases) {
        if format == .json {
            for line in change.lines { Terminal.say(json: change.json(line)) }
            return
        }
        let incident = change.incident
        Terminal.say(Terminal.plain("\(incident.id)  \(incident.title ?? "")"))
        let isColoured = Terminal.isColoured(ProcessInfo.processInfo.environment)
        for line in change.lines {
            let before = change.dueBefore(line).map {
                "  (\(words.before) \(ShortTime.text($0, in: rulebook.settings.zone)))"
            }
            let text = Timeline.line(line, in: rulebook, coloured: isColoured)
            Terminal.say("  " + text + (before ?? ""))
        }
    }

    private func handIn(
        _ id: Incident.ID, _ archive: StoreReader, _ settings: Settings
    ) async throws {
        let person = by ?? RecordSubmission.user
        try await RecordSubmission.deliver(
            [
                "type": "replan", "incident": .string(id.text), "by": .string(person),
                "at": .string(archive.now.rfc3339), "rules": .string(archive.rulebook.digest),
            ], settings: settings, store: archive.store, format)
    }
}

/// The changes and messages that the current rules would cause in one case.
struct ReplanPreview {
    let incident: Case
    let lines: [Simulation.Line]

    init(_ incident: Case, _ archive: StoreReader) async throws {
        self.incident = incident
        let rules = try await archive.rules(of: incident)
        guard incident.restsOnOldRules(rules) else {
            lines = []
            return
        }
        var copy = incident
        let effects =
            copy.replan(by: "", at: archive.now, by: rules)
            + copy.advance(to: archive.now, by: rules)
        lines = effects.filter { if case .replanned = $0 { false } else { true } }
            .map { Simulation.Line(at: archive.now, incident: incident.id, effect: $0) }
    }

    /// Returns the current deadline of an obligation that would be moved; nil for any other change.
    func dueBefore(_ line: Simulation.Line) -> Instant? {
        guard case .moved(let id, _) = line.effect else { return nil }
        return incident.obligation(id)?.dueAt
    }

    /// Returns the line of a simulation, with the current deadline added.
    func json(_ line: Simulation.Line) -> JSON {
        let shown = line.json(in: FaultPhrases.program)
        guard var json = shown.object else { return shown }
        json["dueBefore"] = dueBefore(line).map { .string($0.rfc3339) }
        return .object(json)
    }
}
