import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import Intake
import JSON
import Logging
import Messages
import Rules
import Storage
import TestSupport
import Transports

/// A watcher with a real folder, database and servers, its clock moved by hand.
///
/// Nothing runs by itself: a story delivers records and moves the clock, and each service is
/// stepped until it has nothing left to do.
final class Harness {
    static let mailServer = Result { try TestServer("smtp_server.py") }
    static let webServer = Result { try TestServer("http_server.py") }

    let folder: TestFolder
    let clock: HandClock
    var rules: StoryRules
    private(set) var machine: Machine
    /// The messages received, in order of time, in the form `18:00 anju-head overdue overdue`.
    private(set) var told: [String] = []
    private var mailsSeen = 0
    private var postsSeen = 0
    private let limits: TransferLimits?
    private let seat: Permit

    /// Starts at a time of 12 May 2026 in Shanghai, with the founding rules changed by the story.
    init(
        at time: String = "16:05", kept: Bool = false, limits: TransferLimits? = nil,
        logger: Logger = Logger(label: "story") { _ in SwiftLogNoOpLogHandler() },
        _ change: (inout StoryRules) -> Void = { _ in }
    ) async throws {
        seat = await Permit.take()
        self.limits = limits
        folder = try TestFolder().with("rules", "inbox", "state")
        clock = HandClock(try Self.instant(time))
        var rules = StoryRules(
            domain: UUID().uuidString.lowercased() + ".example",
            mailPort: try Self.mailServer.get().port, webPort: try Self.webServer.get().port)
        change(&rules)
        self.rules = rules
        try folder.write(rules.json.serialized(.indented), to: "rules/rules.json")
        machine = try await Machine(
            folder.path, clock, kept: kept, limits: limits, logger: logger)
    }

    static func instant(_ time: String) throws -> Instant {
        try Instant(rfc3339: SampleRecords.recordedTime(time))
    }

    /// Puts records into the inbox, each in a file of its own.
    func drop(_ records: JSON...) throws {
        for record in records {
            _ = try InboxWriter.deliver(
                record.bytes(), into: folder.path + "/inbox", at: Timekeeper.system.now())
        }
    }

    /// Puts a record into the inbox and lets the watcher process it.
    func hand(_ record: JSON) async throws {
        try drop(record)
        try await turn()
    }

    /// Moves the clock to a time, stopping at every due instant.
    func advance(to time: String) async throws {
        let end = try Self.instant(time)
        var steps = 0
        while let next = try await machine.next(), next <= end, steps < 10_000 {
            clock.now = max(clock.now, next)
            try await turn()
            steps += 1
        }
        clock.now = end
        try await turn()
    }

    /// Moves the clock in one jump, as after a downtime of the watcher.
    func jump(to time: String) async throws {
        clock.now = try Self.instant(time)
        try await turn()
    }

    /// Lets every service do all its work at the current time.
    func turn() async throws {
        _ = await machine.intake.step(at: clock.now)
        try await machine.advanceAll()
        try await machine.sendAll()
        try collect()
    }

    /// Adds `contact:press`, an outside contact, to the rules of the folder.
    func addPress(on channel: String = "gated") throws {
        let contacts: JSON = [
            "contacts": [
                "press": [
                    "name": "Press office", "outside": true,
                    "reach": [
                        [
                            "channel": .string(channel),
                            "address": .string("press@\(rules.domain)"),
                        ]
                    ],
                ]
            ]
        ]
        try folder.write(contacts.serialized(), to: "rules/press.json")
    }

    /// Writes the current rules to the folder and puts them in force.
    func enforceRules() async throws {
        try folder.write(rules.json.serialized(.indented), to: "rules/rules.json")
        let reading = RulesReading(folder: folder.path + "/rules", zones: Machine.zones)
        try await machine.enforce(reading)
    }

    /// Restarts on the same folder, as after a stop.
    func restart() async throws {
        machine.store.close()
        try await eventually("the old watcher has let go") {
            let machine = try? await Machine(folder.path, clock, kept: false, limits: limits)
            guard let machine else { return false }
            self.machine = machine
            return true
        }
    }
}

/// A clock that shows a set instant.
final class HandClock: @unchecked Sendable {
    private let lock = NSLock()
    private var instant: Instant
    private var since: Uptime?

    init(_ instant: Instant) {
        self.instant = instant
    }

    /// The uptime of the machine; nil for a clock whose machine is not told.
    var uptime: Uptime? {
        get { lock.withLock { since } }
        set { lock.withLock { since = newValue } }
    }

    /// Lets time pass by both clocks, and sets the wall clock by a span in addition.
    func pass(_ span: Duration, setting step: Duration = .zero) {
        lock.withLock {
            instant = instant + span + step
            since = since.map { Uptime(boot: $0.boot, span: $0.span + span) }
        }
    }

    var now: Instant {
        get { lock.withLock { instant } }
        set { lock.withLock { instant = newValue } }
    }
}

extension Harness {
    /// A mail as received by the server.
    struct Mail {
        let to: [String]
        let id: String
        let subject: String
        let text: String
    }

    /// A webhook request as received by the server.
    struct Post {
        let id: String
        let body: JSON
    }

    /// Returns the mails that the server received for this harness, including refused ones, in
    /// order.
    func mails() throws -> [Mail] {
        try Self.mailServer.get().log().compactMap { entry in
            let to = (entry["to"]?.array ?? []).compactMap(\.string)
            guard to.contains(where: { $0.hasSuffix("@" + rules.domain) }) else { return nil }
            return Mail(
                to: to.map { String($0.prefix { $0 != "@" }) },
                id: entry["id"]?.string ?? "", subject: entry["subject"]?.string ?? "",
                text: entry["text"]?.string ?? "")
        }
    }

    func posts() throws -> [Post] {
        try Self.webServer.get().log().compactMap { entry in
            guard entry["path"]?.string?.hasSuffix("world=" + rules.domain) == true else {
                return nil
            }
            return Post(
                id: entry["headers"]?["webhook-id"]?.string ?? "",
                body: try JSONReader.read(Array((entry["body"]?.string ?? "").utf8)))
        }
    }

    private func collect() throws {
        let (mails, posts) = (try mails(), try posts())
        let time = Self.time(clock.now)
        var lines: [String] = []
        for mail in mails[mailsSeen...] {
            let reasons = Headings.reasons(in: mail.text) ?? mail.subject
            lines += mail.to.map { "\(time) \($0) \(reasons)" }
        }
        for post in posts[postsSeen...] {
            let data = post.body["data"]
            let reasons = (data?["notices"]?.array ?? []).compactMap { $0["reason"]?.string }
            let name = data?["to"]?.string?.split(separator: ":").last ?? "nobody"
            lines.append("\(time) \(name) \(reasons.joined(separator: " "))")
        }
        (mailsSeen, postsSeen) = (mails.count, posts.count)
        told += lines.sorted()
    }

    /// Returns the hour and minute in Shanghai.
    static func time(_ instant: Instant) -> String {
        let civil = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai").civil(at: instant)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(civil.date.day == 12 ? "" : "+")\(two(civil.hour)):\(two(civil.minute))"
    }
}

/// Parses the reasons of a mail from its text.
enum Headings {
    private static let reasons = [
        "REPORT REQUIRED": "opened", "DUE SOON": "approaching", "OVERDUE": "overdue",
        "STILL OVERDUE": "still-overdue", "REPORTED": "met", "WAIVED": "waived",
        "ESCALATION EXHAUSTED": "exhausted", "NO RECIPIENT": "nobody", "MISSED": "missed",
    ]

    /// Returns one reason for each obligation in a mail; nil if the mail names none.
    static func reasons(in text: String) -> String? {
        let isLate = text.contains("This notice was sent after its scheduled time")
        let found = text.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let end = line.range(of: " — ") ?? line.range(of: ": ")
            guard let reason = end.flatMap({ reasons[String(line[..<$0.lowerBound])] }) else {
                return []
            }
            let units = line.components(separatedBy: " to ").last ?? ""
            let count = units.components(separatedBy: " and ").count
            return Array(repeating: isLate ? "catch-up" : reason, count: count)
        }
        return found.isEmpty ? nil : found.joined(separator: " ")
    }
}
