import ArgumentParser
import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import Intake
import JSON
import Messages
import Rules

struct SimulateCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "simulate",
            abstract: .spoken(
                "用虚拟时钟推演记录，显示会发生什么；不发送任何消息。",
                """
                Plays records under a virtual clock and prints what would happen; sends nothing.
                """),
            discussion: .spoken(
                """
                记录有 `arrivedAt` 的，从那时起算数；没有的，从它自身最晚的时间起算数。

                加 --against 的，同一批记录再按另一套规则推演，只显示差别：`-` 为 --rules 独有，\
                `+` 为另一套独有；有差别的退出码为 1。

                一起事件在没有新记录的情况下产生 1,000 项应报事项后停止推演，写 --until 的为 \
                20,000 项；停止的在标准错误中列出。

                供人阅读的各行之后有合计：应报、按时、迟报、漏报各多少项，各人各通道多少条消息。\
                加 --quiet 的只显示合计。

                加 --messages 的，按阅读人看到的样子显示消息，不显示各行；ndjson 含标题、短文本、\
                正文和 HTML。
                """,
                """
                A record takes effect at its `arrivedAt` if it has one, else at its own latest \
                time.

                With --against, the records are also played under other rules, and only the \
                differences are printed: `-` for --rules alone, `+` for the others alone; the \
                exit code is then 1.

                An incident is played until 1,000 obligations have opened without a further \
                record, with --until 20,000; standard error tells of each that was stopped.

                The lines for people end in totals: obligations opened, on time, late, missed, \
                and messages by person and channel. With --quiet only the totals are printed.

                With --messages, the messages are printed as their readers see them, in place of \
                the lines; as ndjson with subject, short text, text and HTML.
                """,
                examples:
                    "duebell simulate --rules rules --records incidents.ndjson --format ndjson"))
    }

    @OptionGroup var places: PathOptions
    @Option(
        help: .spoken(
            "记录文件，或放记录文件的文件夹。",
            "File of records, or folder of such files."), completion: .file())
    var records: String?
    @Option(
        help: .spoken(
            "时钟的起点（RFC 3339）。默认为第一条记录的时间。",
            "Start of the clock (RFC 3339). Default: the first record."),
        transform: Times.instant)
    var from: Instant?
    @Option(
        help: .spoken(
            "推演到何时为止（RFC 3339）。默认到不会再发生什么为止。",
            "Last instant to play (RFC 3339). Default: until nothing more can happen."),
        transform: Times.instant)
    var until: Instant?
    @Option(
        help: .spoken(
            "用来比较的另一个规则文件夹。",
            "Folder of other rules to compare with."), completion: .directory)
    var against: String?
    @Option(
        help: .spoken(
            "ndjson：每行一个 JSON 对象；text：供人阅读。",
            "ndjson: one JSON object per line; text: for people."))
    var format: SimulationFormat = .text

    @Flag(
        name: .shortAndLong,
        help: .spoken("只显示合计。", "Prints the totals alone."))
    var quiet = false

    @Flag(
        help: .spoken(
            "按阅读人看到的样子显示消息，不显示各行。",
            "Prints the messages as their readers see them, in place of the lines."))
    var messages = false

    @Option(
        help: .spoken(
            "消息的语言。默认为各阅读人自己的语言。",
            "Language of the messages. Default: each reader's own."))
    var language: MessageLanguage?

    enum SimulationFormat: String, ExpressibleByArgument, CaseIterable {
        case text, ndjson, json
    }

    func validate() throws {
        if messages, quiet || against != nil {
            throw ValidationError(
                .spoken(
                    "--messages 不能与 --quiet、--against 同用",
                    "--messages goes with neither --quiet nor --against"))
        }
        if language != nil, !messages {
            throw ValidationError(
                .spoken("--language 只用于 --messages", "--language is for --messages"))
        }
    }

    func run() async throws {
        let settings = try places.settings()
        let rulebook = try RulesFolder.rulebook(settings[.rules])
        let reading = try Self.read(records, hasFrom: from != nil)
        for rejection in reading.rejections { Terminal.complain("\(rejection)") }
        let printed = messages ? SimulatedMessages(rulebook, in: language?.language) : nil
        let outcome = simulation(rulebook).outcome(of: reading.records, observer: printed?.add)
        let lines = outcome.lines
        say(outcome.stops)
        var differs = false
        if let against {
            let other = try RulesFolder.rulebook(against)
            let others = simulation(other).run(reading.records)
            let differences = Comparison.differences(lines, others)
            for (side, line) in differences {
                show(line, by: side == .others ? other : rulebook, side: side)
            }
            differs = !differences.isEmpty
        } else {
            if let printed {
                printed.show(asText: format == .text)
            } else if !quiet {
                for line in lines { show(line, by: rulebook, side: nil) }
            }
            if quiet || format == .text { show(SimulationTotals(of: lines), of: rulebook) }
        }
        let conflicts = Simulation.conflicts(in: reading.records)
        for record in conflicts {
            Terminal.complain(
                "\(record.origin): the id `\(record.id)` was already used with other content")
        }
        if !reading.rejections.isEmpty || !conflicts.isEmpty {
            throw ExitCode(Failure.Status.data.rawValue)
        }
        if differs { throw ExitCode(Failure.Status.findings.rawValue) }
    }

    private func simulation(_ rulebook: Rulebook) -> Simulation {
        Simulation(rules: PinnedRulebooks(current: rulebook), from: from, until: until)
    }

    /// Says which cases were not played to the end, and how to play further.
    private func say(_ stops: [Simulation.Stop]) {
        for stop in stops.prefix(Self.stopsMax) {
            Terminal.complain(
                "\(stop.incident): stopped at \(stop.at.rfc3339), when \(stop.opened) obligations "
                    + "had opened without a record"
                    + (until == nil ? "; --until plays further" : ""))
        }
        let more = stops.count - Self.stopsMax
        if more > 0 { Terminal.complain("and \(more) more were stopped") }
    }

    /// The number of stopped cases that are named.
    private static let stopsMax = 10

    private func show(_ line: Simulation.Line, by rulebook: Rulebook, side: Comparison.Side?) {
        guard format == .text else {
            var json = line.json(in: FaultPhrases.program).object ?? JSONObject()
            json["only"] = side.map { .string($0.rawValue) }
            Terminal.say(json: JSON.object(json))
            return
        }
        let coloured = Terminal.isColoured(ProcessInfo.processInfo.environment)
        let sign = side.map { $0 == .rules ? "- " : "+ " } ?? ""
        Terminal.say(sign + Timeline.line(line, in: rulebook, coloured: coloured))
    }

    private func show(_ totals: SimulationTotals, of rulebook: Rulebook) {
        guard format == .text else { return Terminal.say(json: totals.json) }
        if !quiet { Terminal.say("") }
        totals.lines(of: rulebook).forEach(Terminal.show)
    }

    /// Reads the records; without any, bulletins can still be simulated from a given time.
    private static func read(
        _ records: String?, hasFrom: Bool
    ) throws -> RecordFiles.Reading {
        guard let records else {
            guard hasFrom else {
                throw ValidationError(
                    .spoken("请写 --records 或 --from", "--records or --from is required"))
            }
            return RecordFiles.Reading(records: [], rejections: [])
        }
        do {
            return try RecordFiles.read(records)
        } catch {
            throw Failure(.noInput, "\(error)")
        }
    }
}
