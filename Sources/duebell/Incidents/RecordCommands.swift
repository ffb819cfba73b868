import ArgumentParser
import Calendars
import Cases
import DirectoryIntake
import Engine
import Files
import Foundation
import Intake
import JSON
import Rules

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Records a report from one unit to another.",
        discussion: """
            Example: duebell report i-2026-0512 --from anju --to city-committee --form verbal
            """)

    @OptionGroup var places: PathOptions
    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Unit that reported.")
    var from: String
    @Option(help: "Unit that received the report; repeatable.")
    var to: [String]
    @Option(help: "Time of submission (RFC 3339). Default: now.", transform: Times.written)
    var at: String?
    @Option(help: "Stage the report is for. Default: the one it satisfies.")
    var stage: String?
    @Option(help: "Form of the report, such as verbal or written.")
    var form: String?
    @Option(help: "Person who submitted it.")
    var by: String?
    @Option(help: "Title of the report.")
    var title: String?
    @Option(help: "Text of the report.")
    var text: String?
    @Flag(help: "Accept a time ahead of the clock; the record counts from that time on.")
    var inFuture = false
    @Option(help: "Output format of the path of the record.")
    var format: OutputFormat = .text

    func validate() throws {
        if to.isEmpty {
            throw ValidationError(
                "--to: found nothing; accepted is the unit that received the report")
        }
    }

    func run() async throws {
        var body: JSONObject = [
            "type": "report", "incident": .string(incident), "from": .string(from),
            "to": to.count == 1 ? .string(to[0]) : .array(to.map(JSON.string)),
            "submittedAt": .string(try RecordSubmission.time(at, inFuture: inFuture)),
        ]
        let optional = [
            ("stage", stage), ("form", form), ("by", by), ("title", title), ("text", text),
        ]
        for case (let key, let value?) in optional { body[key] = .string(value) }
        let settings = try places.settings()
        try RecordSubmission.checkUnits([from] + to, settings)
        try RecordSubmission.deliver(body, settings: settings, format)
    }
}

struct AcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract:
            "Records that somebody is handling an incident; defers further steps for a while.",
        discussion: "Example: duebell ack i-2026-0512 --by li-na")

    @OptionGroup var places: PathOptions
    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Person handling the incident.")
    var by: String
    @Option(help: "Obligation, as shown by `list`. Default: all of the incident.")
    var obligation: String?
    @Option(help: "Note for later readers.")
    var note: String?
    @Option(help: "Time of the acknowledgement (RFC 3339). Default: now.", transform: Times.written)
    var at: String?
    @Flag(help: "Accept a time ahead of the clock; the record counts from that time on.")
    var inFuture = false
    @Option(help: "Output format of the path of the record.")
    var format: OutputFormat = .text

    func run() async throws {
        var body: JSONObject = [
            "type": "acknowledgement", "incident": .string(incident), "by": .string(by),
            "at": .string(try RecordSubmission.time(at, inFuture: inFuture)),
        ]
        body["obligation"] = obligation.map(JSON.string)
        body["note"] = note.map(JSON.string)
        try RecordSubmission.deliver(body, settings: try places.settings(), format)
    }
}

struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Records the closure of an incident, or with --reopen its reopening.",
        discussion: "Example: duebell close i-2026-0512 --by li-na --why 'fire is out'")

    @OptionGroup var places: PathOptions
    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Person who closes or reopens it.")
    var by: String?
    @Option(help: "Reason.")
    var why: String?
    @Option(
        help: "Time of the closure or reopening (RFC 3339). Default: now.", transform: Times.written
    )
    var at: String?
    @Flag(help: "Reopen the incident.")
    var reopen = false
    @Flag(help: "Accept a time ahead of the clock; the record counts from that time on.")
    var inFuture = false
    @Option(help: "Output format of the path of the record.")
    var format: OutputFormat = .text

    func run() async throws {
        var body: JSONObject = [
            "type": reopen ? "reopening" : "closure", "incident": .string(incident),
            "at": .string(try RecordSubmission.time(at, inFuture: inFuture)),
        ]
        body["by"] = by.map(JSON.string)
        body["why"] = why.map(JSON.string)
        try RecordSubmission.deliver(body, settings: try places.settings(), format)
    }
}
