import ArgumentParser
import Calendars
import Cases
import Queries
import Rules

struct AcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract:
            "Records that somebody is handling an incident; defers further steps for a while.",
        discussion: "Example: duebell ack i-2026-0512 --by li-na")

    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Obligation, as shown by `list`. Default: all of the incident.")
    var obligation: String?
    @Option(help: "Note for later readers.")
    var note: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("acknowledgement")
        draft["incident"] = incident
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["obligation"] = try await session.obligation(obligation, of: incident)
        draft["note"] = note
        try await session.submit(draft, "a")
    }
}

struct InstructCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instruct",
        abstract: "Records a leader's instruction, which a unit must answer.",
        discussion: """
            Example: duebell instruct i-2026-0512 --by zhao-min --text 'State the cause.' --due +3h
            """)

    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Text of the instruction.")
    var text: String?
    @Option(help: "File with the text, in UTF-8; - for standard input.")
    var textFile: String?
    @Option(help: "Unit that must answer. Default: that of the incident.")
    var unit: String?
    @Option(
        parsing: .unconditional,
        help: "Time by which to answer, in a form of --at. Default: by the rules.")
    var due: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("instruction")
        draft["incident"] = incident
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["text"] = try session.required(
            try textFile.map(TextFile.read) ?? text, "--text", "the text of the instruction")
        draft["unit"] = unit.map(session.unit)
        if let due { draft.set("due", try session.time(due, "--due", on: .ahead)) }
        try await session.submit(draft, "p")
    }
}

struct SightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sight",
        abstract: "Records that others know of an incident: the press, the police, the public.",
        discussion: "Example: duebell sight i-2026-0512 --source press --at 17:20")

    @Argument(help: "Incident id; none for an incident without a record, with --unit and --title.")
    var incident: String?
    @Option(help: "Source of the information, such as press or police.")
    var source: String
    @Option(help: "Address of the publication.")
    var url: String?
    @Option(help: "Unit in which the incident took place.")
    var unit: String?
    @Option(help: "Title of the incident.")
    var title: String?
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if incident == nil, unit == nil || title == nil {
            throw ValidationError("accepted is an incident, or --unit and --title")
        }
    }

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("sighting")
        draft["incident"] = incident
        draft["unit"] = unit.map(session.unit)
        draft["title"] = title
        draft["source"] = source
        draft["url"] = url
        draft.set("seenAt", try session.at())
        draft["by"] = session.by
        try await session.submit(draft, "s")
    }
}

struct RetractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retract",
        abstract: "Records that a report was wrong and no longer counts, or takes back a merge.",
        discussion: "Example: duebell retract i-2026-0512 r-2 --by li-na --why 'wrong street'")

    @Argument(help: "Incident id.")
    var incident: String
    @Argument(help: "Id of the report, or of the record of a merge.")
    var report: String
    @Option(help: "Reason.")
    var why: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("retraction")
        draft["incident"] = incident
        draft["report"] = report
        draft.set("at", try session.at())
        draft["by"] = session.by
        draft["why"] = why
        try await session.submit(draft, "x")
    }
}

struct FindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Records the finding of a person on a fault: confirmed or dismissed.",
        discussion: "Example: duebell find i-2026-0512 --dismiss --by li-na --why 'told by phone'")

    @Argument(help: "Incident id.")
    var incident: String
    @Flag(help: "The fault is confirmed.")
    var confirm = false
    @Flag(help: "The fault is dismissed.")
    var dismiss = false
    @Option(
        help: "Fault: \(Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var fault = Fault.Kind.suspectedConcealment.rawValue
    @Option(help: "Obligation, as shown by `list`. Default: all of the incident.")
    var obligation: String?
    @Option(help: "Reason.")
    var why: String?
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if confirm == dismiss {
            throw ValidationError("accepted is one of --confirm and --dismiss")
        }
        let kinds = Fault.Kind.allCases.map(\.rawValue)
        guard !kinds.contains(fault) else { return }
        let nearest = nearestName(to: fault, among: kinds).map { "; nearest is `\($0)`" } ?? ""
        throw ValidationError(
            "--fault: found `\(fault)`; accepted are \(kinds.joined(separator: ", "))\(nearest)")
    }

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("finding")
        draft["incident"] = incident
        draft["fault"] = fault
        draft["result"] = confirm ? "confirmed" : "dismissed"
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["obligation"] = try await session.obligation(obligation, of: incident)
        draft["why"] = why
        try await session.submit(draft, "f")
    }
}

struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Records that two incidents are one: the first goes into the other.",
        discussion: "Example: duebell merge i-2026-0513 --into i-2026-0512 --by li-na")

    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Incident into which it goes.")
    var into: String
    @Option(help: "Reason.")
    var why: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        guard into != incident else {
            throw Failure(.usage, session.refusals.sameIncident(incident))
        }
        _ = try await session.known(incident)
        _ = try await session.known(into)
        var draft = RecordDraft("merge")
        draft["incident"] = incident
        draft["into"] = into
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["why"] = why
        try await session.submit(draft, "m")
    }
}
