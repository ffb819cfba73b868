import ArgumentParser
import JSON
import Queries

struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Records the closure of an incident, unless reports are still to be made.",
        discussion: """
            With reports still to be made it lists them and records nothing, unless --anyway is \
            given.

            Example: duebell close i-2026-0512 --by li-na --why 'fire is out'
            """)

    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Reason.")
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
    static let configuration = CommandConfiguration(
        commandName: "reopen",
        abstract: "Records that a closed incident is open again.",
        discussion: "Example: duebell reopen i-2026-0512 --by li-na --why 'fire broke out again'")

    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Reason.")
    var why: String?
    @Flag(help: "Take the closing back: what was due in between must be reported.")
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
