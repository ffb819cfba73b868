import ArgumentParser
import Calendars
import Cases
import Foundation
import JSON
import Queries
import Rules

struct DeadlinesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "deadlines",
            abstract: .spoken(
                "列出一起设想的事件按各规则包应有的全部时限。",
                "Lists the deadlines that a hypothetical incident would have, under every pack."),
            discussion: .spoken(
                """
                不登记任何内容。不写 --pack 和 --rules 的，查随程序提供的全部法规和通知。没有写明、\
                写明后会多出时限的事实，列在表下。
                """,
                """
                Nothing is recorded. Without --pack and --rules, every pack of a law or notice \
                that comes along is asked. Facts that are not stated and would require more are \
                named below the table.
                """,
                examples: """
                    duebell deadlines --kind ransomware --label ict=true --label \
                    personal-data=true --fact jurisdiction=EU --fact entityKind=credit-institution \
                    --discovered 2026-10-23T22:00:00+02:00
                    """))
    }

    @Option(help: .spoken("事件的类别，可重复。", "Kind of the incident; repeatable."))
    var kind: [String] = []
    @Option(
        help: .spoken("事发时间。", "Time of the event."), transform: Times.instant)
    var occurred: Instant?
    @Option(
        help: .spoken("发现时间。", "Time at which it was discovered."), transform: Times.instant)
    var discovered: Instant?
    @Option(
        help: .spoken(
            "其他时间，NAME=TIME，如 `classified=2026-10-24T01:30:00+02:00`，可重复。",
            """
            Further time, NAME=TIME, such as classified=2026-10-24T01:30:00+02:00; repeatable.
            """))
    var time: [String] = []
    @Option(
        help: .spoken(
            "事实，NAME=VALUE，如 `grade=较大`；同一名称写几次的为一组值，可重复。",
            "Fact, NAME=VALUE, such as grade=较大; several of one name are a list; repeatable."))
    var fact: [String] = []
    @Option(help: .spoken("标签，NAME=VALUE，可重复。", "Label, NAME=VALUE; repeatable."))
    var label: [String] = []
    @Option(help: .spoken("严重程度。", "Severity."))
    var severity: String?
    @Option(
        help: .spoken(
            "规则包，名称见 `duebell packs`，可重复。默认为全部法规和通知。",
            "Pack, as `duebell packs` lists it; repeatable. Default: all of laws and notices."))
    var pack: [String] = []
    @Option(
        help: .spoken("规则文件夹，代替规则包。", "Folder of rules in place of packs."),
        completion: .directory)
    var rules: String?
    @Option(
        help: .spoken(
            "事发单位，写 --rules 的必须写。", "Unit in which it happens; required with --rules."))
    var unit: String?
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    func validate() throws {
        guard occurred != nil || discovered != nil else {
            throw ValidationError(
                .spoken(
                    "没有写时间，请写 --occurred 或 --discovered",
                    "found no time; accepted is --occurred or --discovered"))
        }
        guard rules == nil || pack.isEmpty else {
            throw ValidationError(
                .spoken(
                    "--pack 和 --rules 只能写一个",
                    "found --pack and --rules; accepted is one of them"))
        }
        guard rules == nil || unit != nil else {
            throw ValidationError(
                .spoken(
                    "写了 --rules，还要写 --unit：规则中的一个单位",
                    "found --rules without --unit; accepted is a unit of the rules"))
        }
    }

    func run() async throws {
        let language = Language.spoken
        let rulebook = try rulebook(language)
        let table = DeadlineTable(
            Hypothesis(try record(rulebook), by: rulebook), rulebook, in: language)
        switch format {
        case .json: Terminal.say(json: table.json, .indented)
        case .text:
            var text = TextTable([
                .init(table.titles[0]), .init(table.titles[1]),
                .init(table.titles[2], least: 24), .init(table.titles[3], least: 24),
            ])
            text.rows = table.rows.map { $0.map { TextTable.Cell($0) } }
            let lines = (table.rows.isEmpty ? [] : text.lines(Terminal.page)) + table.remarks
            for line in lines { Terminal.show(line) }
        }
    }

    private func rulebook(_ language: Language) throws -> Rulebook {
        if let rules { return try RulesFolder.rulebook(rules) }
        let packs = try pack.map { name throws(Failure) in try ShippedRules.pack(named: name) }
        let all = ShippedRules.packs.filter(\.isRegime)
        let name = language == .chinese ? "报送单位" : "Reporting unit"
        return try ShippedRules.rulebook(
            of: packs.isEmpty ? all : packs,
            beside: [
                "units": [Self.unit: ["name": .string(name), "duty": "contact:engineer"]]
            ])
    }

    /// The unit of the incident under packs.
    private static let unit = "reporting-unit"

    private func record(_ rulebook: Rulebook) throws -> Record {
        var times = JSONObject()
        var last = [occurred, discovered].compactMap(\.self).max() ?? .init(seconds: 0)
        for text in time {
            let (name, value) = try OpenCommand.pair(text, "--time")
            let instant = try Times.instant(value)
            times[name] = .string(instant.rfc3339)
            last = max(last, instant)
        }
        var body: JSONObject = [
            "type": "incident", "incident": "hypothesis",
            "unit": .string(unit ?? Self.unit), "title": "hypothesis",
            "at": .string(last.rfc3339), "times": .object(times),
            "facts": .object(try values(fact, "--fact")),
            "labels": .object(try values(label, "--label")),
        ]
        if let severity { body["severity"] = .string(severity) }
        if !kind.isEmpty {
            body["kind"] = kind.count == 1 ? .string(kind[0]) : .array(kind.map(JSON.string))
        }
        if let occurred { body["occurredAt"] = .string(occurred.rfc3339) }
        if let discovered { body["discoveredAt"] = .string(discovered.rfc3339) }
        guard rulebook.units[Unit.ID(unit ?? Self.unit)] != nil else {
            throw Failure(.data, "--unit: found `\(unit ?? "")`; accepted is a unit of the rules")
        }
        do {
            return try Record.read(.object(body), arrivedAt: last, origin: "hypothesis")
        } catch {
            throw Failure(.data, "\(error)")
        }
    }

    /// Returns the values of NAME=VALUE; several of one name are a list.
    private func values(_ texts: [String], _ option: String) throws -> JSONObject {
        var named = JSONObject()
        for text in texts {
            let (name, typed) = try OpenCommand.pair(text, option)
            let value = OpenCommand.value(typed)
            if let known = named[name] {
                named[name] = .array((known.array ?? [known]) + [value])
            } else {
                named[name] = value
            }
        }
        return named
    }
}
