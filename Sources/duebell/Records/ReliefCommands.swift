import ArgumentParser
import Cases
import Queries
import Rules

/// The options about the obligation that is waived or extended.
struct ReliefOptions: ParsableArguments {
    @Option(help: .spoken("应报事项，见 `list`。", "Obligation, as shown by `list`."))
    var obligation: String?
    @Flag(help: .spoken("该事件的全部应报事项。", "All obligations of the incident."))
    var all = false
    @Option(help: .spoken("原因。", "Reason."))
    var why: String?

    func validate() throws {
        if all, obligation != nil {
            throw ValidationError(
                .spoken(
                    "--obligation 和 --all 须写一个，且只能写一个",
                    "accepted is one of --obligation and --all"))
        }
    }
}

struct ExtendCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "extend",
            abstract: .spoken(
                "登记延期报告，写明批准人。",
                "Records that a report may come later; names who granted it."),
            discussion: .example(
                "duebell extend i-2026-0512 --obligation city --until 20:00 --by zhao-min"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(
        parsing: .unconditional,
        help: .spoken(
            "新的时限：20:00、+2h，或 --at 的其他写法。",
            "New deadline: 20:00, +2h or a form of --at."))
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
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "waive",
            abstract: .spoken(
                "登记免报，写明批准人。",
                "Records that a report need not be made; names who granted it."),
            discussion: .example(
                "duebell waive i-2026-0512 --all --by zhao-min --why 'false alarm'"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(
        parsing: .unconditional,
        help: .spoken(
            "免报到何时为止，写法同 --at。默认为长期。",
            "Time until which no report is due, in a form of --at. Default: for good."))
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
