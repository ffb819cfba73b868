import ArgumentParser
import Calendars
import Cases
import JSON
import Queries
import Rules

struct OpenCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "open",
            abstract: .spoken(
                "登记新事件，加 --update 的登记已有事件的变化。",
                "Records a new incident, or with --update a change of a known one."),
            discussion: .spoken(
                "不写编号的，由程序编号并显示。加 --update 的，只改写明的各项，其余不变。",
                """
                Without an id the incident gets one, which is printed. With --update, the \
                members that are named change and all others stay.
                """,
                examples: """
                    duebell open i-2026-0513 --unit anju --title 'Gas leak' --severity major \
                    --occurred-at 10:30
                    """))
    }

    @Argument(
        help: .spoken(
            "事件编号，以后的记录都用它。默认为新编号。",
            "Incident id, which all later records name. Default: a new one."))
    var incident: String?
    @Flag(help: .spoken("更改已有的事件。", "Change an incident that is known already."))
    var update = false
    @Option(help: .spoken("事发单位。", "Unit in which it happened."))
    var unit: String?
    @Option(help: .spoken("标题。", "Title."))
    var title: String?
    @Option(help: .spoken("类别，如 accident。", "Kind, such as accident."))
    var kind: String?
    @Option(help: .spoken("等级，如 major。", "Severity, such as major."))
    var severity: String?
    @Option(help: .spoken("紧急程度。", "Urgency."))
    var urgency: String?
    @Option(help: .spoken("密级。", "Classification."))
    var classification: String?
    @Option(
        parsing: .unconditional,
        help: .spoken(
            "发生时间，写法同 --at，也可只写日期。",
            "Time of the event, in a form of --at, or a bare date."))
    var occurredAt: String?
    @Option(
        parsing: .unconditional,
        help: .spoken("发现时间。", "Time at which it was discovered."))
    var discoveredAt: String?
    @Option(
        help: .spoken(
            "事件的其他时间，NAME=TIME，如 classified=10:30，可重复。",
            "Further time of the incident, NAME=TIME, such as classified=10:30; repeatable."))
    var time: [String] = []
    @Option(
        help: .spoken(
            "情况，NAME=VALUE，如 deaths=2，可重复。",
            "Fact, NAME=VALUE, such as deaths=2; repeatable."))
    var fact: [String] = []
    @Option(help: .spoken("标签，NAME=VALUE，可重复。", "Label, NAME=VALUE; repeatable."))
    var label: [String] = []
    @Flag(help: .spoken("这是演练。", "It is a drill."))
    var drill = false
    @Option(help: .spoken("负责人。", "Person in charge."))
    var owner: String?
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if update, incident == nil {
            throw ValidationError(
                .spoken("--update：请写事件编号", "--update: accepted is an incident"))
        }
    }

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("incident")
        var chance = SystemRandomNumberGenerator()
        let zone = session.rulebook?.settings.zone ?? .utc
        let id =
            incident ?? String.recordName("i", at: session.now, in: zone, by: &chance)
        draft["incident"] = id
        let known = try await knownFacts(of: id, session)
        draft["unit"] = try session.required(
            unit.map(session.unit) ?? known?["unit"]?.string, "--unit", "a unit of the rules")
        draft["title"] = try session.required(
            title ?? known?["title"]?.string, "--title", "a title")
        let members = [
            ("kind", kind), ("severity", severity), ("urgency", urgency),
            ("classification", classification), ("owner", owner), ("by", session.by),
        ]
        for case (let key, let value?) in members { draft[key] = value }
        try writeTimes(to: &draft, session)
        try writeFacts(to: &draft, session)
        try await session.submit(draft, "n")
    }

    /// Returns the facts of a known incident; refuses one that is known if a new one was meant,
    /// and the reverse.
    private func knownFacts(
        of id: String, _ session: RecordSession
    ) async throws -> JSONObject? {
        if update { return try await session.known(id)?.incident?.facts }
        let known = try await session.find(Incident.ID(id)).current?.incident
        guard let known, !record.anyway, record.id == nil else { return nil }
        throw Failure(
            .data, session.refusals.exists(id, known.facts["title"]?.string ?? ""))
    }

    private func writeTimes(to draft: inout RecordDraft, _ session: RecordSession) throws {
        let times = [
            ("occurredAt", "--occurred-at", occurredAt),
            ("discoveredAt", "--discovered-at", discoveredAt),
        ]
        for case (let key, let option, let typed?) in times {
            if CivilDate(typed) != nil {
                draft[key] = typed
            } else {
                draft.set(key, try session.time(typed, option))
            }
        }
        if record.at != nil { draft.set("at", try session.at()) }
        var named = JSONObject()
        for text in time {
            let (name, value) = try Self.pair(text, "--time")
            named[name] = .string(try session.time(value, "--time").text)
        }
        if !named.members.isEmpty { draft.set("times", .object(named)) }
    }

    private func writeFacts(to draft: inout RecordDraft, _ session: RecordSession) throws {
        for (option, key, texts) in [("--fact", "facts", fact), ("--label", "labels", label)] {
            var named = JSONObject()
            for text in texts {
                let (name, value) = try Self.pair(text, option)
                named[name] = Self.value(value)
            }
            if key == "labels", drill { named["drill"] = true }
            if !named.members.isEmpty { draft.set(key, .object(named)) }
        }
    }

    /// Returns the name and the value of `NAME=VALUE`.
    static func pair(_ text: String, _ option: String) throws -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw Failure(.usage, "\(option): found `\(text)`; accepted is NAME=VALUE")
        }
        return (String(parts[0]), String(parts[1]))
    }

    /// Returns a number, a boolean or null for a text that is one, else the text.
    static func value(_ text: String) -> JSON {
        switch try? JSONReader.read(Array(text.utf8)) {
        case .number(let number): .number(number)
        case .bool(let bool): .bool(bool)
        case .null: .null
        default: .string(text)
        }
    }
}
