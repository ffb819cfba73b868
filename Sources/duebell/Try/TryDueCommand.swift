import ArgumentParser
import Calendars
import Cases
import Files
import Intake
import JSON
import Messages
import Rules

struct TryDue: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "due",
            abstract: .spoken(
                "试算时限：每行一个 JSON 对象，输出也是每行一个。",
                "Computes deadlines: one JSON object per line in, one out."),
            discussion: .spoken(
                """
                输入：{"due": DUE, "anchors": {"occurred": "…"}, "zone": "…"}。输出：\
                {"dueAt": "…"}、{"notStarted": ["occurred"]} 或 {"error": "why"}。规则自定的起\
                算点，名称与规则中相同：{"anchors": {"time classified": "…", "submitted \
                initial": "…"}}，也可只写后一段。带 "when" 的时限按 {"incident": {…}} 判断。
                """,
                """
                In: {"due": DUE, "anchors": {"occurred": "…"}, "zone": "…"}. Out: {"dueAt": \
                "…"}, {"notStarted": ["occurred"]} or {"error": "why"}. An anchor defined by a \
                rule is named as in the rule: {"anchors": {"time classified": "…", "submitted \
                initial": "…"}}, or by its name alone. Bounds with "when" are evaluated over \
                {"incident": {…}}.
                """,
                examples: """
                    duebell try due \
                    '{"due":{"within":"P1M","of":"occurred"},"anchors":{"occurred":"2026-01-31T\
                    10:00:00+08:00"},"zone":"Asia/Shanghai"}'
                    """))
    }

    @Argument(
        help: .spoken(
            "一个用例。默认从标准输入读取，每行一个。",
            "One case. Default: cases from standard input, one per line."))
    var line: String?
    @Option(
        help: .spoken(
            "使用其中日历的规则文件夹。",
            "Folder of rules whose calendars are used."), completion: .directory)
    var rules: String?

    func run() async throws {
        let calendars = try rules.map { try RulesFolder.rulebook($0).calendars } ?? [:]
        Questions.answer(line) { input in
            do throws(Failure) {
                return try Self.answer(input, calendars)
            } catch {
                return ("error", .string("\(error)"))
            }
        }
    }

    private static func answer(
        _ input: JSON, _ calendars: [WorkCalendar.ID: WorkCalendar]
    ) throws(Failure) -> (key: String, value: JSON) {
        let due: Due
        do throws(RuleErrors) {
            due = try DueReader.read(input["due"] ?? .null, calendars: calendars)
        } catch {
            let diagnostics = error.all.map { mistake in
                let nearest = mistake.nearest.map { "nearest is \"\($0)\"" }
                let parts = [mistake.found, mistake.accepted, nearest].compactMap(\.self)
                return "/due\(mistake.pointer): " + parts.joined(separator: ", ")
            }
            throw Failure(.data, diagnostics.joined(separator: "; "))
        }
        let anchors = try instants(input["anchors"])
        guard let name = input["zone"]?.string, let zone = ZoneFiles.system.zone(named: name) else {
            throw Failure(.data, "/zone: a time zone of the tz database is required")
        }
        func known(_ anchor: Anchor) -> Instant? {
            anchors["\(anchor)"] ?? anchors["time \(anchor)"]
                ?? anchor.obligations.first.flatMap { anchors[$0] }
        }
        let facts: JSON = .object(["incident": input["incident"] ?? [:]])
        let reckoner = DeadlineCalculator(
            zone: zone, calendars: calendars, holds: { $0.holds(over: facts) },
            anchor: { anchor in
                known(anchor).map { .success($0) } ?? .failure(.anchor(anchor))
            })
        switch reckoner.deadline(of: due) {
        case .success(let instant):
            return ("dueAt", .string(instant.rfc3339))
        case .failure(let question) where question.isForOperators:
            throw Failure(.data, FaultPhrases.program.text(question))
        case .failure:
            let unknown = due.anchors.filter { known($0) == nil }.map { JSON.string("\($0)") }
            return ("notStarted", .array(unknown))
        }
    }

    private static func instants(_ json: JSON?) throws(Failure) -> [String: Instant] {
        var instants: [String: Instant] = [:]
        for member in json?.object?.members ?? [] where member.value != .null {
            guard let text = member.value.string, let instant = try? Instant(rfc3339: text) else {
                throw Failure(
                    .data,
                    "/anchors/\(member.key): a time such as 2026-05-12T16:00:00+08:00 is required")
            }
            instants[member.key] = instant
        }
        return instants
    }
}
