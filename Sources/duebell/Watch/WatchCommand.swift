import ArgumentParser
import Calendars
import DirectoryIntake
import Engine
import Files
import Foundation
import Intake
import JSON
import Logging
import Rules
import Storage
import Watcher

struct WatchCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "watch",
            abstract: .spoken(
                "看守收件目录和时限，提醒、催报、逐级上催（默认命令）。",
                """
                Watches the inbox and the deadlines; reminds, alerts and escalates (default \
                command).
                """),
            discussion: .example("duebell watch --rules rules --inbox inbox --state state"))
    }

    @OptionGroup var places: PathOptions
    @Option(
        help: .spoken(
            "文件保留原处、可直接修改的文件夹，可重复。",
            "Folder whose files stay and are edited in place; repeatable."),
        completion: .directory)
    var keep: [String] = []
    @Option(
        help: .spoken(
            "处理过的文件：keep（按日存入 done/）或 delete（删除）。",
            "Treatment of processed files: keep (in done/, by day) or delete."))
    var done: String?
    @Option(
        help: .spoken(
            "没有变更通知时，查看文件夹的间隔。",
            "Interval of folder scans without a change notification."))
    var scan: String?
    @Option(
        help: .spoken(
            "最低日志级别：debug、info、notice、warning、error。",
            "Minimum log level: debug, info, notice, warning, error."))
    var log = "info"
    @Option(
        help: .spoken(
            "日志格式：logfmt、json 或 journal。标准错误通向 systemd 日志的默认为 journal，否则为 logfmt。",
            """
            Log format: logfmt, json or journal. Default: journal if standard error leads \
            to the systemd journal, else logfmt.
            """))
    var logFormat: LogFormat?
    @Flag(
        help: .spoken(
            "显示生效的设置及其来源，然后退出。",
            "Print the effective settings and where each comes from, then exit."))
    var printSettings = false
    @Option(help: .spoken("设置的输出格式。", "Output format of the settings."))
    var format: OutputFormat = .text

    func validate() throws {
        guard Logger.Level(rawValue: log) != nil else {
            throw ValidationError(
                .spoken(
                    "--log：写的是 `\(log)`，应为 debug、info、notice、warning 或 error",
                    "--log: found `\(log)`; accepted are debug, info, notice, warning, error"))
        }
    }

    func run() async throws {
        let kept = keep.isEmpty ? nil : keep.joined(separator: ":")
        let settings = try places.settings([.keep: kept, .done: done, .scan: scan])
        if printSettings {
            print(settings)
            return
        }
        try await watch(try settings.places())
    }

    private func print(_ settings: Settings) {
        var json = JSONObject()
        for key in Settings.Key.allCases {
            guard let value = settings.values[key] else { continue }
            json[value.name] = ["value": .string(value.text), "from": .string(value.origin)]
            if format == .text { Terminal.say("\(value.name) = \(value.text)  (\(value.origin))") }
        }
        if format == .json { Terminal.say(json: JSON.object(json)) }
    }

    private func watch(_ places: Watcher.Configuration) async throws {
        guard FileManager.default.fileExists(atPath: places.rules) else {
            throw Failure(.configuration, "\(places.rules): the rules folder does not exist")
        }
        try Folders.make([places.inbox])
        try Folders.makePrivate(places.state)
        let level = Logger.Level(rawValue: log) ?? .info
        let environment = ProcessInfo.processInfo.environment
        let format = logFormat ?? .standard(in: environment)
        let logger = Logger(label: "duebell") { _ in format.handler(level: level) }
        if FileMode.excess(of: places.state, over: FileMode.folder) != 0 {
            logger.warning(
                "the state folder is open to more than its user and group",
                metadata: ["folder": "\(places.state)", "wanted": "0750"])
        }
        do {
            let daemon = try await Watcher(
                places, run: UUID().uuidString,
                environment: environment,
                zones: ZoneFiles.system.zone(named:), logger: logger)
            try await daemon.run()
        } catch let failure as Watcher.Failure {
            switch failure {
            case .rules: throw Failure(.configuration, "the rules have errors\n\(failure)")
            case .store(let error) where error.isWorthRetrying:
                throw Failure(.temporary, "\(failure)")
            case .store: throw Failure(.cannotCreate, "\(failure)")
            }
        }
    }
}

extension Settings {
    /// Returns the places for the watcher; throws if a value is not accepted.
    func places() throws -> Watcher.Configuration {
        var places = Watcher.Configuration(
            rules: self[.rules], inbox: self[.inbox], state: self[.state],
            store: try location)
        places.version = ProgramVersion.text
        places.kept = kept
        try checkApart()
        switch self[.done] {
        case "keep": places.accepted = .keep
        case "delete": places.accepted = .delete
        case let other:
            throw Failure(.configuration, "--done: found `\(other)`; accepted are keep, delete")
        }
        guard let scan = Period(self[.scan])?.exactDuration, scan > .zero else {
            throw Failure(
                .configuration, "--scan: found `\(self[.scan])`; accepted is a period such as 30s")
        }
        places.scanEvery = scan
        return places
    }
}

extension Settings {
    /// Refuses an inbox that is also another folder: files leave the inbox.
    private func checkApart() throws {
        let named =
            [("--rules", self[.rules]), ("--state", self[.state])]
            + ["done", "rejected"].map { ("--state's \($0)", self[.state] + "/" + $0) }
            + kept.map { ("--keep", $0) }
        let inbox = Self.absolute(self[.inbox])
        for (flag, path) in named where Self.absolute(path) == inbox {
            throw Failure(
                .configuration,
                "--inbox: found `\(self[.inbox])`, which is also \(flag); "
                    + "accepted is a folder of its own")
        }
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}

/// Creates the folders that Duebell writes to.
enum Folders {
    /// Creates a folder for its user and group alone; an existing one stays as it is.
    static func makePrivate(_ path: String) throws(Failure) {
        do throws(FileError) {
            _ = try Directory.making(path: path, mode: FileMode.folder)
        } catch {
            throw Failure(.cannotCreate, "\(path): \(error.reason)")
        }
    }

    static func make(_ paths: [String]) throws(Failure) {
        for path in paths {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
            } catch {
                throw Failure(.cannotCreate, "\(path): \(error.localizedDescription)")
            }
        }
    }
}
