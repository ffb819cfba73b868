import ArgumentParser
import Calendars
import Engine
import Files
import JSON
import Queries
import Rules
import Storage

struct StatusCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "status",
            abstract: .spoken(
                "显示值守程序是否运行、现行规则、待办待发情况和须处理的问题。",
                "Shows whether a watcher runs, its rules, what waits, and what needs attention."),
            discussion: .spoken(
                """
                供人查看，也供监控使用。一切正常的退出码为 0，有须立即处理的为 1，还没有数据库的\
                为 66，设置有误的为 78。
                """,
                """
                Made for people and for monitoring. The exit code is 0 if all is well, 1 if \
                something needs attention now, 66 if there is no database yet, and 78 if the \
                settings are invalid.
                """,
                examples: "duebell status --format json"))
    }

    @OptionGroup var places: PathOptions
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    func run() async throws {
        let settings = try places.settings()
        let archive = try await StoreReader(settings)
        let shared = archive.store as? any SharedStore
        let watchers = try await shared?.watchers()
        let report = StatusReport(
            status: try await archive.status(),
            holder: try Self.holder(of: settings, watchers),
            folder: RulesReading(
                folder: settings[.rules], zones: ZoneFiles.system.zone(named:)),
            disk: DiskSpace(at: settings[.state]), rulebook: archive.rulebook,
            watchers: watchers ?? [])
        try Self.show(report, archive, format)
    }

    /// Returns the process of the watcher; of several on a shared store, any.
    private static func holder(
        of settings: Settings, _ watchers: [WatcherRow]?
    ) throws -> FileLock.Holder {
        guard let watchers else { return FileLock.holder(of: try settings.database + ".lock") }
        return watchers.contains(where: \.isPresent) ? .unknown : .nobody
    }

    private static func show(
        _ report: StatusReport, _ archive: StoreReader, _ format: OutputFormat
    ) throws {
        switch format {
        case .json: Terminal.say(json: report.json, .indented)
        case .text:
            let page = StatusPage(report: report, view: IncidentView(archive))
            Terminal.put(page.lines(Terminal.page).joined(separator: "\n") + "\n")
        }
        guard report.findings.allSatisfy({ !$0.isProblem }) else {
            throw ExitCode(Failure.Status.findings.rawValue)
        }
    }
}
