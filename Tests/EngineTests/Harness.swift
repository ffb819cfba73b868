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

/// The watcher on a folder, a database and servers that are real, its clock moved by hand.
///
/// Nothing runs by itself: a story hands records in and moves the clock, and each service is driven
/// as far as it goes.
final class Harness {
    static let mailServer = Result { try TestServer("smtp_server.py") }
    static let webServer = Result { try TestServer("http_server.py") }

    let folder: TestFolder
    let clock: HandClock
    var rules: StoryRules
    private(set) var machine: Machine
    /// `18:00 anju-head overdue overdue`: what came to whom, in order of time.
    private(set) var told: [String] = []
    private var mailsSeen = 0
    private var postsSeen = 0
    private let limits: TransferLimits?
    private let seat: Permit

    /// Begins at a time of 12 May 2026 in Shanghai, its rules changed as the story needs them.
    init(
        at time: String = "16:05", kept: Bool = false, limits: TransferLimits? = nil,
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
        machine = try await Machine(folder.path, clock, kept: kept, limits: limits)
    }

    static func instant(_ time: String) throws -> Instant {
        try Instant(rfc3339: Told.recordedTime(time))
    }

    /// Puts records into the inbox, each in a file of its own.
    func drop(_ records: JSON...) throws {
        for record in records {
            _ = try InboxWriter.deliver(
                record.bytes(), into: folder.path + "/inbox", at: Timekeeper.system.now())
        }
    }

    /// Puts a record into the inbox and lets the watcher take it and act on it.
    func hand(_ record: JSON) async throws {
        try drop(record)
        try await turn()
    }

    /// Moves the clock to a time, stopping wherever something is due.
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

    /// Moves the clock at once, as after a stop of the watcher.
    func jump(to time: String) async throws {
        clock.now = try Self.instant(time)
        try await turn()
    }

    /// Lets every service do what there is to do now.
    func turn() async throws {
        _ = await machine.intake.step(at: clock.now)
        try await machine.advanceAll()
        try await machine.sendAll()
        try collect()
    }

    /// Adds `contact:press`, who is no one of us, to the rules of the folder.
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

    /// Writes the rules as they now are and puts them in force.
    func enforceRules() async throws {
        try folder.write(rules.json.serialized(.indented), to: "rules/rules.json")
        let reading = RulesReading(folder: folder.path + "/rules", zones: Machine.zones)
        try await machine.enforce(reading)
    }

    /// Begins anew on the same folder, as after a stop.
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

/// A clock that stands where it was put.
final class HandClock: @unchecked Sendable {
    private let lock = NSLock()
    private var instant: Instant

    init(_ instant: Instant) {
        self.instant = instant
    }

    var now: Instant {
        get { lock.withLock { instant } }
        set { lock.withLock { instant = newValue } }
    }
}

extension Harness {
    /// A mail as it came in at the server.
    struct Mail {
        let to: [String]
        let id: String
        let subject: String
        let text: String
    }

    /// A webhook as it came in at the server.
    struct Post {
        let id: String
        let body: JSON
    }

    /// What the mail server was given for this world, refused texts too, in order.
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

    /// The hour and minute in Shanghai.
    static func time(_ instant: Instant) -> String {
        let civil = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai").civil(at: instant)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(civil.date.day == 12 ? "" : "+")\(two(civil.hour)):\(two(civil.minute))"
    }
}

/// Reads back why a mail was sent.
enum Headings {
    private static let reasons = [
        "REPORT OWED": "opened", "DUE SOON": "approaching", "OVERDUE": "overdue",
        "STILL OVERDUE": "still-overdue", "REPORTED": "met", "LATE NOTICE": "catch-up",
        "LADDER EXHAUSTED": "exhausted", "NOBODY TO TELL": "nobody", "MISSED": "missed",
    ]

    /// One reason for each obligation a mail speaks of; nil where it speaks of none.
    static func reasons(in text: String) -> String? {
        let found = text.split(whereSeparator: \.isNewline).compactMap { line -> String? in
            let end = line.range(of: " — ") ?? line.range(of: ": ")
            return end.flatMap { reasons[String(line[..<$0.lowerBound])] }
        }
        return found.isEmpty ? nil : found.joined(separator: " ")
    }
}
