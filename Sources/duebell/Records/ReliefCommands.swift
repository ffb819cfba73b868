import ArgumentParser
import Cases
import Queries
import Rules

/// The options about the obligation that is waived or extended.
struct ReliefOptions: ParsableArguments {
    @Option(help: "Obligation, as shown by `list`.")
    var obligation: String?
    @Flag(help: "All obligations of the incident.")
    var all = false
    @Option(help: "Reason.")
    var why: String?

    func validate() throws {
        if all, obligation != nil {
            throw ValidationError("accepted is one of --obligation and --all")
        }
    }
}

struct ExtendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend",
        abstract: "Records that a report may come later; names who granted it.",
        discussion: """
            Example: duebell extend i-2026-0512 --obligation city --until 20:00 --by zhao-min
            """)

    @Argument(help: "Incident id.")
    var incident: String
    @Option(parsing: .unconditional, help: "New deadline: 20:00, +2h or a form of --at.")
    var until: String
    @OptionGroup var relief: ReliefOptions
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = try await session.relief("extension", relief, of: incident)
        draft.set("until", try session.time(until, "--until", on: .ahead))
        try await session.submit(draft, "e")
    }
}

struct WaiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waive",
        abstract: "Records that a report need not be made; names who granted it.",
        discussion: """
            Example: duebell waive i-2026-0512 --all --by zhao-min --why 'false alarm'
            """)

    @Argument(help: "Incident id.")
    var incident: String
    @Option(
        parsing: .unconditional,
        help: "Time until which no report is due, in a form of --at. Default: for good.")
    var until: String?
    @OptionGroup var relief: ReliefOptions
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = try await session.relief("waiver", relief, of: incident)
        if let until { draft.set("until", try session.time(until, "--until", on: .ahead)) }
        try await session.submit(draft, "w")
    }
}

extension RecordSession {
    /// Begins a record that lets an obligation off; which one must be said.
    fileprivate func relief(
        _ type: String, _ options: ReliefOptions, of incident: String
    ) async throws -> RecordDraft {
        var draft = RecordDraft(type)
        draft["incident"] = incident
        if options.all {
            draft["obligation"] = "*"
        } else if let name = options.obligation {
            draft["obligation"] = try await obligation(name, of: incident)
        } else {
            let open = try await openLines(of: incident)
            throw Failure(
                .usage, ([refusals.chooseObligation(incident)] + open).joined(separator: "\n"))
        }
        draft["by"] = try requiredBy()
        draft.set("at", try at())
        draft["why"] = options.why
        return draft
    }
}
