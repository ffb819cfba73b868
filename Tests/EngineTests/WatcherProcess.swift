import Calendars
import Cases
import DirectoryIntake
import Foundation
import Intake
import JSON
import Rules
import SQLiteStore
import Storage
import TestSupport

/// The built program on a folder of its own, started, stopped and killed as by an operator.
final class WatcherProcess {
    let folder: TestFolder
    var rules: StoryRules
    private(set) var program: Program?
    private let environment: [String: String]
    /// A command that becomes the program; empty for none.
    var command: [String] = []

    init(
        environment: [String: String] = [:], mailPort: Int? = nil,
        _ change: (inout StoryRules) -> Void = { _ in }
    ) throws {
        folder = try TestFolder().with("rules", "inbox", "state")
        var rules = StoryRules(
            domain: UUID().uuidString.lowercased() + ".example",
            mailPort: try mailPort ?? Harness.mailServer.get().port,
            webPort: try Harness.webServer.get().port)
        rules.awaiting = ["committee"]
        rules.steps = [Self.atOnce("owing.duty")]
        change(&rules)
        self.rules = rules
        self.environment = environment
        try writeRules()
    }

    /// Creates another watcher with the same rules and environment, in a folder of its own.
    init(beside other: WatcherProcess) throws {
        folder = try TestFolder().with("rules", "inbox", "state")
        rules = other.rules
        environment = other.environment
        try writeRules()
    }

    /// Returns a step that is due as soon as an obligation opens.
    static func atOnce(_ target: JSON) -> JSON {
        ["at": ["from": "opened", "delay": "0s"], "to": [target]]
    }

    func writeRules() throws {
        try folder.write(rules.json.serialized(.indented), to: "rules/rules.json")
    }

    func start() async throws {
        let program = try Program(
            ["watch", "--log", "debug"], in: folder.path, environment: environment,
            through: command)
        self.program = program
        try await eventually("the watcher watches: \(program.errors)") {
            program.errors.contains("msg=watching") || program.errors.contains("watching")
        }
    }

    /// Stops the program as systemd does, and returns its output.
    func stop() async throws -> Program.Outcome {
        let program = try running()
        program.signal(SIGTERM)
        defer { self.program = nil }
        return try await program.end()
    }

    /// Kills the program, as a power cut does.
    func kill() async throws {
        let program = try running()
        program.signal(SIGKILL)
        _ = try await program.end()
        self.program = nil
    }

    func running() throws -> Program {
        guard let program else { throw TestFailure("the watcher is not running") }
        return program
    }

    func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments, in: folder.path, environment: environment)
    }

    /// Returns an incident that happened just now.
    static func incident(_ id: String) -> JSON {
        [
            "type": "incident", "incident": .string(id), "unit": "anju",
            "title": "Gas explosion", "severity": "major",
            "occurredAt": .string(Self.now.rfc3339),
        ]
    }

    static var now: Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    func drop(_ record: JSON) throws {
        _ = try InboxWriter.deliver(record.bytes(), into: folder.path + "/inbox", at: Self.now)
    }

    /// Reads the database beside the watcher or after it.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws -> T {
        let store = try SQLiteStore(path: folder.path + "/state/duebell.sqlite", for: .reading)
        return try await store.read(body)
    }

    /// Returns the mailboxes that received a mail, with its text, in order of arrival.
    func mailed() throws -> [(to: String, text: String)] {
        try Harness.mailServer.get().log().flatMap { entry in
            (entry["to"]?.array ?? []).compactMap(\.string)
                .filter { $0.hasSuffix("@" + rules.domain) }
                .map { (String($0.prefix { $0 != "@" }), entry["text"]?.string ?? "") }
        }
    }

    /// Returns the ids of the duty room's messages, in order of arrival.
    func posted() throws -> [String] {
        try arrived().compactMap { $0["headers"]?["webhook-id"]?.string }
    }

    /// Returns the ids of the duty room's messages by incident and step, such as `i-1 step 2`.
    func postedSteps() throws -> [String: Set<String>] {
        var ids: [String: Set<String>] = [:]
        for entry in try arrived() {
            guard let id = entry["headers"]?["webhook-id"]?.string else { continue }
            let body = try JSONReader.read(Array((entry["body"]?.string ?? "").utf8))
            let data = body["data"]
            for part in data?["messages"]?.array ?? [data].compactMap(\.self) {
                for notice in part["notices"]?.array ?? [] {
                    for step in notice["steps"]?.array ?? [] {
                        let incident = part["incident"]?.string ?? ""
                        ids["\(incident) step \(step.integer ?? 0)", default: []].insert(id)
                    }
                }
            }
        }
        return ids
    }

    private func arrived() throws -> [JSON] {
        try Harness.webServer.get().log().filter {
            $0["path"]?.string?.hasSuffix("world=" + rules.domain) == true
        }
    }
}
