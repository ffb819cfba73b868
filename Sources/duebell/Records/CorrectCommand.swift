import ArgumentParser
import Cases
import Queries
import Rules

struct CorrectCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "correct",
            abstract: .spoken("登记更正报告。", "Records a report that corrects an earlier one."),
            discussion: .spoken(
                "不写单位、环节、形式的，与被更正的报告相同。",
                "Units, stage and form are those of the corrected report unless given.",
                examples: "duebell correct i-2026-0512 r-2 --text 'three injured, not two'"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Argument(
        help: .spoken(
            "报告编号，登记时和 `show` 中均可见。",
            "Report id, as shown when it was recorded and by `show`."))
    var report: String
    @Option(help: .spoken("报告单位。", "Unit that reported."))
    var from: String?
    @Option(help: .spoken("接报单位，可重复。", "Unit that received the report; repeatable."))
    var to: [String] = []
    @OptionGroup var content: ReportOptions
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        let known = try await session.known(incident)
        let earlier = known?.report(Record.ID(report))
        if !record.anyway {
            try session.refuse(NameCheck(session.rulebook, known).report(Record.ID(report)))
        }
        guard let from = from.map(session.unit) ?? earlier?.from.text else {
            throw Failure(.usage, session.refusals.chooseParties("--from"))
        }
        var draft = RecordDraft("report")
        draft["incident"] = incident
        draft["corrects"] = report
        draft["from"] = from
        draft.set(to: to.isEmpty ? earlier?.to.map(\.text) ?? [] : session.units(to))
        draft["stage"] = earlier?.stage
        draft["form"] = earlier?.form
        draft["instruction"] = earlier?.instruction?.text
        try content.write(to: &draft, session)
        try await session.submit(draft, "r")
    }
}
