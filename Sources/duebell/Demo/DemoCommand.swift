import ArgumentParser
import Calendars
import Cases
import DirectoryIntake
import Engine
import Files
import Foundation
import Intake
import JSON
import Logging
import Queries
import Rules
import Storage
import Watcher

struct DemoCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "demo",
            abstract: .spoken(
                "用真实的值守程序和加快的时钟演示最初的案例。",
                "Plays the founding case with the real watcher and an accelerated clock."),
            discussion: .spoken(
                """
                16:00 发生的事件到 21:30 才报告，而且只报了两个单位中的一个。邮件和网络回调发到\
                本机的接收程序，不留文件。
                """,
                """
                An incident at 16:00 is reported at 21:30 only, and to only one of two offices. \
                Mails and webhooks go to receivers on the loopback interface; no files remain.
                """,
                examples: "LANG=zh_CN.UTF-8 duebell demo"))
    }

    @Option(help: .spoken("时钟加快的倍数。", "Speed of the clock, as a multiple of real time."))
    var pace = 720
    @Option(
        help: .spoken(
            "zh-Hans 或 en。默认为终端的语言。",
            "zh-Hans or en. Default: the terminal's language."))
    var language: String?

    func validate() throws {
        guard (60...3_600).contains(pace) else {
            throw ValidationError(
                .spoken(
                    "--pace：写的是 \(pace)，应为 60 至 3600",
                    "--pace: found \(pace); accepted is 60 to 3600"))
        }
        if let language, Language(rawValue: language) == nil {
            throw ValidationError(
                .spoken(
                    "--language：写的是 `\(language)`，应为 zh-Hans 或 en",
                    "--language: found `\(language)`; accepted are zh-Hans, en"))
        }
    }

    func run() async throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/duebell-demo-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Folders.make(["rules", "inbox"].map { folder + "/" + $0 })
        try Folders.makePrivate(folder + "/state")
        let sink = try Sink()
        let demo = try await Demo(
            folder: folder, sink: sink, pace: pace,
            language: language.flatMap(Language.init(rawValue:)) ?? .spoken)
        try await demo.play()
        sink.close()
    }
}

/// One demonstration: its own watcher, two records delivered at their times, and the resulting
/// messages.
struct Demo {
    let daemon: Watcher
    let rules: DemoRules
    let sink: Sink
    let folder: String
    let timekeeper: Timekeeper
    let text: DemoText
    let zone: Zone

    static let start = "2026-05-12T16:00:00+08:00"

    init(folder: String, sink: Sink, pace: Int, language: Language) async throws {
        rules = DemoRules(language: language, mailPort: sink.mailPort, webPort: sink.webPort)
        self.sink = sink
        self.folder = folder
        text = DemoText(language)
        try rules.rulebook.serialized(.indented).write(
            toFile: folder + "/rules/demo.json", atomically: true, encoding: .utf8)
        var places = Watcher.Configuration(
            rules: folder + "/rules", inbox: folder + "/inbox", state: folder + "/state",
            store: .sqlite(path: folder + "/state/duebell.sqlite"))
        places.scanEvery = .seconds(1)
        timekeeper = .sped(by: pace, from: try Instant(rfc3339: Self.start))
        let logger = Logger(label: "duebell") { _ in LogFormat.logfmt.handler(level: .error) }
        daemon = try await Watcher(
            places, run: UUID().uuidString, timekeeper: timekeeper, environment: [:],
            zones: ZoneFiles.system.zone(named:), logger: logger)
        zone = ZoneFiles.system.zone(named: "Asia/Shanghai") ?? .utc
    }

    func play() async throws {
        Terminal.say(text.opening)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await daemon.run() }
            group.addTask { try await handIn() }
            group.addTask { await show() }
            group.addTask {
                // A demonstration ends in any case.
                try await timekeeper.sleep(for: .seconds(12 * 3_600))
                Terminal.complain(text.overlong)
            }
            // The first two to finish: the records are delivered soon, and the demonstration ends
            // by itself.
            _ = try await group.next()
            _ = try await group.next()
            group.cancelAll()
            try? await group.waitForAll()
        }
        try await judge()
        Terminal.say(text.closing)
    }

    /// Delivers the incident at 16:05 and the report at 21:30.
    private func handIn() async throws {
        try await wait(until: "2026-05-12T16:05:00+08:00")
        say(text.incidentHandedIn)
        _ = try InboxWriter.deliver(
            rules.incident.bytes(), into: folder + "/inbox", at: Timekeeper.system.now())
        try await wait(until: "2026-05-12T21:30:00+08:00")
        say(text.reportHandedIn)
        _ = try InboxWriter.deliver(
            rules.report.bytes(), into: folder + "/inbox", at: Timekeeper.system.now())
    }

    private func wait(until time: String) async throws {
        try await timekeeper.sleep(for: try Instant(rfc3339: time) - timekeeper.now())
    }

    /// Prints received messages until the operators learn that the escalation has no more steps.
    private func show() async {
        for await received in sink.events {
            switch received {
            case .mail(let to, let subject):
                say("✉  \(to.joined(separator: ", "))  \(subject)")
                if to.contains("engineer@city.example") {
                    // Messages sent at the same moment still arrive.
                    try? await timekeeper.sleep(for: .seconds(300))
                    sink.end()
                }
            case .webhook(_, let subject, let to):
                say("☎  \(to)  \(subject)")
            }
        }
    }

    private func say(_ line: String) {
        Terminal.say(ShortTime.text(timekeeper.now(), in: zone) + "  " + line)
    }

    /// Prints the verdict of each obligation, from the store.
    private func judge() async throws {
        let incident = try await daemon.runtime.store.read { snapshot in
            try snapshot.caseRow("i-0512").map { try snapshot.incident(of: $0) }
        }
        guard let incident else { throw Failure(.unavailable, text.overlong) }
        let rulebook = await daemon.runtime.currentRules.rules.current
        Terminal.say("")
        for obligation in incident.obligations {
            let awaiting = obligation.awaiting.map(rulebook.name(of:)).joined(separator: "|")
            let words = ViewPhrases(rules.language)
            let outcome = obligation.verdict.map(words.outcome) ?? words.status(.overdue)
            Terminal.say("\(rulebook.name(of: obligation.owing)) → \(awaiting): \(outcome)")
        }
    }
}
