import ArgumentParser

struct ReportCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "report",
            abstract: .spoken(
                "登记一个单位向另一个单位的报告。",
                "Records a report from one unit to another."),
            discussion: .example(
                "duebell report i-2026-0512 --from anju --to city-committee --form phone"))
    }

    @Argument(
        help: .spoken("事件编号；写 --bulletin 的不写。", "Incident id; none with --bulletin."))
    var incident: String?
    @Option(help: .spoken("报告单位。", "Unit that reported."))
    var from: String
    @Option(
        help: .spoken(
            "接报单位；几个单位用逗号隔开，或重复写。",
            "Unit that received the report; several with commas, or repeated."))
    var to: [String]
    @Option(
        help: .spoken(
            "报告所属的环节。默认为它所满足的环节。",
            "Stage the report is for. Default: the one it satisfies."))
    var stage: String?
    @Option(
        help: .spoken(
            "所报的定期报告，RULE/NAME，不写事件。",
            "Bulletin the report is, RULE/NAME, in place of an incident."))
    var bulletin: String?
    @Option(
        name: .customLong("for"),
        help: .spoken(
            "报告所属的时段：日期，如 2026-05-12，或时间（RFC 3339）。",
            "Period the report is for: a day such as 2026-05-12, or a time (RFC 3339)."))
    var period: String?
    @Option(help: .spoken("所回复的批示。", "Instruction the report answers."))
    var instruction: String?
    @OptionGroup var content: ReportOptions
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if to.allSatisfy({ $0.allSatisfy { ",，、 ".contains($0) } }) {
            throw ValidationError(
                .spoken(
                    "--to：没有写，请写接报单位",
                    "--to: found nothing; accepted is the unit that received the report"))
        }
        if (incident == nil) == (bulletin == nil) {
            throw ValidationError(
                .spoken(
                    "请写事件编号，或 --bulletin RULE/NAME，只写一个",
                    "accepted is an incident, or --bulletin RULE/NAME"))
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
