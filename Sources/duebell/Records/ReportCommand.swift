import ArgumentParser

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Records a report from one unit to another.",
        discussion: """
            Example: duebell report i-2026-0512 --from anju --to city-committee --form phone
            """)

    @Argument(help: "Incident id; none with --bulletin.")
    var incident: String?
    @Option(help: "Unit that reported.")
    var from: String
    @Option(help: "Unit that received the report; several with commas, or repeated.")
    var to: [String]
    @Option(help: "Stage the report is for. Default: the one it satisfies.")
    var stage: String?
    @Option(help: "Bulletin the report is, RULE/NAME, in place of an incident.")
    var bulletin: String?
    @Option(
        name: .customLong("for"),
        help: "Period the report is for: a day such as 2026-05-12, or a time (RFC 3339).")
    var period: String?
    @Option(help: "Instruction the report answers.")
    var instruction: String?
    @OptionGroup var content: ReportOptions
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if to.allSatisfy({ $0.allSatisfy { ",，、 ".contains($0) } }) {
            throw ValidationError(
                "--to: found nothing; accepted is the unit that received the report")
        }
        if (incident == nil) == (bulletin == nil) {
            throw ValidationError("accepted is an incident, or --bulletin RULE/NAME")
        }
    }

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("report")
        draft["incident"] = incident
        draft["bulletin"] = bulletin
        draft["from"] = session.unit(from)
        draft.set(to: session.units(to))
        draft["stage"] = stage
        draft["for"] = period
        draft["instruction"] = instruction
        try content.write(to: &draft, session)
        try await session.submit(draft, "r")
    }
}
