import ArgumentParser
import JSON
import Queries

struct CloseCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "close",
            abstract: .spoken(
                "登记事件办结；还有待报事项的不登记。",
                "Records the closure of an incident, unless reports are still to be made."),
            discussion: .spoken(
                "还有待报事项的，列出来，不登记；加 --anyway 的除外。",
                """
                With reports still to be made it lists them and records nothing, unless \
                --anyway is given.
                """,
                examples: "duebell close i-2026-0512 --by li-na --why 'fire is out'"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(help: .spoken("原因。", "Reason."))
    var why: String?
    @Flag(help: .hidden)
    var reopen = false
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        if !reopen { try await session.refuseOpen(incident) }
        let draft = try session.closing(reopen ? "reopening" : "closure", of: incident, why)
        try await session.submit(draft, reopen ? "o" : "c")
    }
}

struct ReopenCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "reopen",
            abstract: .spoken("登记撤销办结。", "Records that a closed incident is open again."),
            discussion: .example(
                "duebell reopen i-2026-0512 --by li-na --why 'fire broke out again'"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(help: .spoken("原因。", "Reason."))
    var why: String?
    @Flag(
        help: .spoken(
            "按从未办结处理：其间到期的报告仍须补报。",
            "Take the closing back: what was due in between must be reported."))
    var asIfOpen = false
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = try session.closing("reopening", of: incident, why)
        if asIfOpen { draft.set("asIfOpen", true) }
        try await session.submit(draft, "o")
    }
}

extension RecordSession {
    /// Begins a record that closes or reopens an incident.
    fileprivate func closing(
        _ type: String, of incident: String, _ why: String?
    ) throws -> RecordDraft {
        var draft = RecordDraft(type)
        draft["incident"] = incident
        draft.set("at", try at())
        draft["by"] = by
        draft["why"] = why
        return draft
    }

    /// Lists the reports of an incident that are still to be made and throws, if there are any.
    fileprivate func refuseOpen(_ incident: String) async throws {
        guard !options.anyway, let known = try await known(incident), let rulebook else { return }
        let open = known.openRows(at: now)
        guard !open.isEmpty else { return }
        let view = IncidentView(rulebook, at: now, in: language)
        if options.format == .json {
            Terminal.say(
                json: [
                    "outcome": "open", "incident": .string(incident),
                    "open": .array(open.map { view.json($0) }),
                ])
        } else {
            Terminal.show(refusals.stillOpen(incident))
            for line in self.view.table(open, view) { Terminal.show(line) }
        }
        throw Failure(.findings, refusals.anyway)
    }
}
