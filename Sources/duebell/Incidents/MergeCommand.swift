import ArgumentParser
import JSON

struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Records that two incidents are one, or with --undo that they are not.",
        discussion: """
            The earlier incident goes on with the records of both, and both ids go on working. \
            `show` lists the merge with its id, which --undo takes.

            Example: duebell merge i-2026-0513 --into i-2026-0512 --by li-na --why 'same accident'
            """)

    @OptionGroup var places: PathOptions
    @Argument(help: "Incident id.")
    var incident: String
    @Option(help: "Id of the other incident.")
    var into: String?
    @Option(help: "Id of a merge to take back.")
    var undo: String?
    @Option(help: "Person who merges the incidents or takes the merge back.")
    var by: String
    @Option(help: "Reason.")
    var why: String?
    @Option(help: "Time of the merge (RFC 3339). Default: now.", transform: Times.written)
    var at: String?
    @Flag(help: "Accept a time ahead of the clock; the record counts from that time on.")
    var inFuture = false
    @Option(help: "Output format of the path of the record.")
    var format: OutputFormat = .text

    func validate() throws {
        guard (into == nil) != (undo == nil) else {
            throw ValidationError("found both or none of --into and --undo; accepted is one")
        }
    }

    func run() async throws {
        var body: JSONObject = [
            "type": undo == nil ? "merge" : "retraction", "incident": .string(incident),
            "by": .string(by), "at": .string(try RecordSubmission.time(at, inFuture: inFuture)),
        ]
        body["into"] = into.map(JSON.string)
        body["report"] = undo.map(JSON.string)
        body["why"] = why.map(JSON.string)
        try RecordSubmission.deliver(body, settings: try places.settings(), format)
    }
}
