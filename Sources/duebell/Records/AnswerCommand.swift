import ArgumentParser
import Cases
import Queries
import Rules

struct AnswerCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "answer",
            abstract: .spoken(
                "登记对批示的回复报告。",
                "Records the report that answers an instruction."),
            discussion: .spoken(
                "不写 --from 和 --to 的，取该批示唯一一个未报事项的单位。",
                """
                Without --from and --to, the units are those of the one open obligation of the \
                instruction.
                """,
                examples: "duebell answer i-2026-0512 p-0513 --form written"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Argument(
        help: .spoken(
            "批示编号。默认为唯一一件未回复的批示。",
            "Instruction id. Default: the only one that is not answered."))
    var instruction: String?
    @Option(help: .spoken("回复的单位。", "Unit that answered."))
    var from: String?
    @Option(help: .spoken("收到回复的单位，可重复。", "Unit that received the answer; repeatable."))
    var to: [String] = []
    @OptionGroup var content: ReportOptions
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        let known = try await session.known(incident)
        let open = known?.obligations.filter { $0.isOpen } ?? []
        let id = try instruction ?? only(of: open, in: known, session)
        let asked = open.filter { $0.cause == .instruction(Record.ID(id)) }
        let one = asked.count == 1 && asked[0].awaiting.count == 1 ? asked[0] : nil
        guard let from = from.map(session.unit) ?? one?.owing.text else {
            throw Failure(.usage, session.refusals.chooseParties("--from"))
        }
        let units = to.isEmpty ? one?.awaiting.map(\.text) ?? [] : session.units(to)
        guard !units.isEmpty else {
            throw Failure(.usage, session.refusals.chooseParties("--to"))
        }
        var draft = RecordDraft("report")
        draft["incident"] = incident
        draft["instruction"] = id
        draft["from"] = from
        draft.set(to: units)
        try content.write(to: &draft, session)
        try await session.submit(draft, "r")
    }

    /// Returns the only instruction that is not answered; refuses if there are others or none.
    private func only(
        of open: [Obligation], in known: Case?, _ session: RecordSession
    ) throws -> String {
        let ids = open.compactMap { obligation -> RecordID? in
            if case .instruction(let id) = obligation.cause { id } else { nil }
        }
        if let id = Set(ids).count == 1 ? ids.first : nil { return id.text }
        let lines = (known?.instructions.map { "  \($0.record)  \($0.by): \($0.text)" } ?? [])
        throw Failure(
            .usage,
            ([session.refusals.chooseInstruction(incident)] + lines).joined(separator: "\n"))
    }
}
