import ArgumentParser
import Calendars

/// The options shared by the commands that record something.
struct RecordOptions: ParsableArguments {
    @OptionGroup var places: PathOptions
    @Option(help: "Person who states it. Default: the user's contact in the settings.")
    var by: String?
    @Option(
        parsing: .unconditional,
        help: "Time: 10:30, -15m, 'yesterday 23:50', '05-12 16:00' or RFC 3339. Default: now.")
    var at: String?
    @Flag(help: "Accept a time ahead of the clock; the record counts from that time on.")
    var inFuture = false
    @Option(help: "Id of the record; the same command with the same id records once.")
    var id: String?
    @Flag(help: "Record it in spite of an unknown name or of open reports.")
    var anyway = false
    @Flag(help: "Show what the record would do, without recording it.")
    var dryRun = false
    @Option(
        help: "Longest wait for the watcher to take the record; 0s does not wait.",
        transform: Self.span)
    var wait = Duration.seconds(10)
    @Option(help: "Output format.")
    var format: OutputFormat = .text

    private static func span(_ text: String) throws -> Duration {
        guard let span = Period(text)?.exactDuration else {
            throw ValidationError("found `\(text)`; accepted is a period such as 10s")
        }
        return span
    }
}
