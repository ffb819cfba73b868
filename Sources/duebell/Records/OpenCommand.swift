import ArgumentParser
import Calendars
import Cases
import JSON
import Queries
import Rules

struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Records a new incident, or with --update a change of a known one.",
        discussion: """
            Without an id the incident gets one, which is printed. With --update, the members \
            that are named change and all others stay.

            Example: duebell open i-2026-0513 --unit anju --title 'Gas leak' --severity major \
            --occurred-at 10:30
            """)

    @Argument(help: "Incident id, which all later records name. Default: a new one.")
    var incident: String?
    @Flag(help: "Change an incident that is known already.")
    var update = false
    @Option(help: "Unit in which it happened.")
    var unit: String?
    @Option(help: "Title.")
    var title: String?
    @Option(help: "Kind, such as accident.")
    var kind: String?
    @Option(help: "Severity, such as major.")
    var severity: String?
    @Option(help: "Urgency.")
    var urgency: String?
    @Option(help: "Classification.")
    var classification: String?
    @Option(
        parsing: .unconditional, help: "Time of the event, in a form of --at, or a bare date.")
    var occurredAt: String?
    @Option(parsing: .unconditional, help: "Time at which it was discovered.")
    var discoveredAt: String?
    @Option(help: "Further time of the incident, NAME=TIME, such as classified=10:30; repeatable.")
    var time: [String] = []
    @Option(help: "Fact, NAME=VALUE, such as deaths=2; repeatable.")
    var fact: [String] = []
    @Option(help: "Label, NAME=VALUE; repeatable.")
    var label: [String] = []
    @Flag(help: "It is a drill.")
    var drill = false
    @Option(help: "Person in charge.")
    var owner: String?
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if update, incident == nil { throw ValidationError("--update: accepted is an incident") }
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
