import ArgumentParser
import Calendars

/// The options shared by the commands that record something.
struct RecordOptions: ParsableArguments {
    @OptionGroup var places: PathOptions
    @Option(
        help: .spoken(
            "登记人或批准人。默认为设置中该用户对应的联系人。",
            "Person who states it. Default: the user's contact in the settings."))
    var by: String?
    @Option(
        parsing: .unconditional,
        help: .spoken(
            "时间：10:30、-15m、'昨天 23:50'、'05-12 16:00' 或 RFC 3339。默认为现在。",
            "Time: 10:30, -15m, 'yesterday 23:50', '05-12 16:00' or RFC 3339. Default: now."))
    var at: String?
    @Flag(
        help: .spoken(
            "允许晚于现在的时间；记录到那时才算数。",
            "Accept a time ahead of the clock; the record counts from that time on."))
    var inFuture = false
    @Option(
        help: .spoken(
            "记录编号；同一编号的同一命令只登记一次。",
            "Id of the record; the same command with the same id records once."))
    var id: String?
    @Flag(
        help: .spoken(
            "即使名称不在规则中，或还有未报事项，也照登记。",
            "Record it in spite of an unknown name or of open reports."))
    var anyway = false
    @Flag(
        help: .spoken(
            "只显示登记后会怎样，不登记。",
            "Show what the record would do, without recording it."))
    var dryRun = false
    @Option(
        help: .spoken(
            "等值守程序收下记录的最长时间；0s 为不等。",
            "Longest wait for the watcher to take the record; 0s does not wait."),
        transform: Self.span)
    var wait = Duration.seconds(10)
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    private static func span(_ text: String) throws -> Duration {
        guard let span = Period(text)?.exactDuration else {
            throw ValidationError(
                .spoken(
                    "写的是 `\(text)`，应为时长，如 10s",
                    "found `\(text)`; accepted is a period such as 10s"))
        }
        return span
    }
}
