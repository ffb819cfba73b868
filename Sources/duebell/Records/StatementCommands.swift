import ArgumentParser
import Calendars
import Cases
import Queries
import Rules

struct AcknowledgeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "ack",
            abstract: .spoken(
                "登记有人接办事件；一段时间内暂缓后续催报。",
                """
                Records that somebody is handling an incident; defers further steps for a while.
                """),
            discussion: .example("duebell ack i-2026-0512 --by li-na"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(
        help: .spoken(
            "应报事项，见 `list`。默认为该事件的全部事项。",
            "Obligation, as shown by `list`. Default: all of the incident."))
    var obligation: String?
    @Option(help: .spoken("留给以后查看的人的备注。", "Note for later readers."))
    var note: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("acknowledgement")
        draft["incident"] = incident
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["obligation"] = try await session.obligation(obligation, of: incident)
        draft["note"] = note
        try await session.submit(draft, "a")
    }
}

struct InstructCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "instruct",
            abstract: .spoken(
                "登记领导批示，由一个单位回复。",
                "Records a leader's instruction, which a unit must answer."),
            discussion: .example(
                "duebell instruct i-2026-0512 --by zhao-min --text 'State the cause.' --due +3h"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(help: .spoken("批示内容。", "Text of the instruction."))
    var text: String?
    @Option(
        help: .spoken(
            "内容所在的文件，UTF-8 编码；- 为标准输入。",
            "File with the text, in UTF-8; - for standard input."))
    var textFile: String?
    @Option(
        help: .spoken(
            "应回复的单位。默认为事件的单位。",
            "Unit that must answer. Default: that of the incident."))
    var unit: String?
    @Option(
        parsing: .unconditional,
        help: .spoken(
            "回复时限，写法同 --at。默认按规则计算。",
            "Time by which to answer, in a form of --at. Default: by the rules."))
    var due: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("instruction")
        draft["incident"] = incident
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["text"] = try session.required(
            try textFile.map(TextFile.read) ?? text, "--text", "the text of the instruction")
        draft["unit"] = unit.map(session.unit)
        if let due { draft.set("due", try session.time(due, "--due", on: .ahead)) }
        try await session.submit(draft, "p")
    }
}

struct SightCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "sight",
            abstract: .spoken(
                "登记外部线索：媒体、公安、群众已经知道的事件。",
                "Records that others know of an incident: the press, the police, the public."),
            discussion: .example("duebell sight i-2026-0512 --source press --at 17:20"))
    }

    @Argument(
        help: .spoken(
            "事件编号；没有记录的事件不写编号，写 --unit 和 --title。",
            "Incident id; none for an incident without a record, with --unit and --title."))
    var incident: String?
    @Option(
        help: .spoken(
            "来源，如微博、公安。",
            "Source of the information, such as press or police."))
    var source: String
    @Option(help: .spoken("发布的网址。", "Address of the publication."))
    var url: String?
    @Option(help: .spoken("事发单位。", "Unit in which the incident took place."))
    var unit: String?
    @Option(help: .spoken("事件标题。", "Title of the incident."))
    var title: String?
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if incident == nil, unit == nil || title == nil {
            throw ValidationError(
                .spoken(
                    "请写事件编号，或 --unit 和 --title",
                    "accepted is an incident, or --unit and --title"))
        }
    }

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("sighting")
        draft["incident"] = incident
        draft["unit"] = unit.map(session.unit)
        draft["title"] = title
        draft["source"] = source
        draft["url"] = url
        draft.set("seenAt", try session.at())
        draft["by"] = session.by
        try await session.submit(draft, "s")
    }
}

struct RetractCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "retract",
            abstract: .spoken(
                "登记撤回有误的报告，或撤销并案。",
                "Records that a report was wrong and no longer counts, or takes back a merge."),
            discussion: .example("duebell retract i-2026-0512 r-2 --by li-na --why 'wrong street'"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Argument(
        help: .spoken(
            "报告编号，或并案记录的编号。",
            "Id of the report, or of the record of a merge."))
    var report: String
    @Option(help: .spoken("原因。", "Reason."))
    var why: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("retraction")
        draft["incident"] = incident
        draft["report"] = report
        draft.set("at", try session.at())
        draft["by"] = session.by
        draft["why"] = why
        try await session.submit(draft, "x")
    }
}

struct FindCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "find",
            abstract: .spoken(
                "登记对疑似问题的认定：属实或排除。",
                "Records the finding of a person on a fault: confirmed or dismissed."),
            discussion: .example(
                "duebell find i-2026-0512 --dismiss --by li-na --why 'told by phone'"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Flag(help: .spoken("认定属实。", "The fault is confirmed."))
    var confirm = false
    @Flag(help: .spoken("予以排除。", "The fault is dismissed."))
    var dismiss = false
    @Option(
        help: .spoken(
            "问题：\(Fault.Kind.allCases.map(\.rawValue).joined(separator: "、"))。",
            "Fault: \(Fault.Kind.allCases.map(\.rawValue).joined(separator: ", "))."))
    var fault = Fault.Kind.suspectedConcealment.rawValue
    @Option(
        help: .spoken(
            "应报事项，见 `list`。默认为该事件的全部事项。",
            "Obligation, as shown by `list`. Default: all of the incident."))
    var obligation: String?
    @Option(help: .spoken("原因。", "Reason."))
    var why: String?
    @OptionGroup var record: RecordOptions

    func validate() throws {
        if confirm == dismiss {
            throw ValidationError(
                .spoken(
                    "--confirm 和 --dismiss 须写一个，且只能写一个",
                    "accepted is one of --confirm and --dismiss"))
        }
        let kinds = Fault.Kind.allCases.map(\.rawValue)
        guard !kinds.contains(fault) else { return }
        let nearest = nearestName(to: fault, among: kinds)
        throw ValidationError(
            .spoken(
                "--fault：写的是 `\(fault)`，应为 \(kinds.joined(separator: "、"))"
                    + (nearest.map { "；最接近的是 `\($0)`" } ?? ""),
                "--fault: found `\(fault)`; accepted are \(kinds.joined(separator: ", "))"
                    + (nearest.map { "; nearest is `\($0)`" } ?? "")))
    }

    func run() async throws {
        let session = try await RecordSession(record)
        var draft = RecordDraft("finding")
        draft["incident"] = incident
        draft["fault"] = fault
        draft["result"] = confirm ? "confirmed" : "dismissed"
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["obligation"] = try await session.obligation(obligation, of: incident)
        draft["why"] = why
        try await session.submit(draft, "f")
    }
}

struct MergeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "merge",
            abstract: .spoken(
                "登记并案：两起事件是同一起，前一起并入后一起。",
                "Records that two incidents are one: the first goes into the other."),
            discussion: .example("duebell merge i-2026-0513 --into i-2026-0512 --by li-na"))
    }

    @Argument(help: .spoken("事件编号。", "Incident id."))
    var incident: String
    @Option(help: .spoken("并入的事件。", "Incident into which it goes."))
    var into: String
    @Option(help: .spoken("原因。", "Reason."))
    var why: String?
    @OptionGroup var record: RecordOptions

    func run() async throws {
        let session = try await RecordSession(record)
        guard into != incident else {
            throw Failure(.usage, session.refusals.sameIncident(incident))
        }
        _ = try await session.known(incident)
        _ = try await session.known(into)
        var draft = RecordDraft("merge")
        draft["incident"] = incident
        draft["into"] = into
        draft["by"] = try session.requiredBy()
        draft.set("at", try session.at())
        draft["why"] = why
        try await session.submit(draft, "m")
    }
}
