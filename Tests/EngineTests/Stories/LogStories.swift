import Calendars
import Engine
import Foundation
import JSON
import Logging
import TestSupport
import Testing

/// The log lines that a watcher writes.
private final class LogLines: @unchecked Sendable {
    struct Line {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let lock = NSLock()
    private var lines: [Line] = []

    func add(_ line: Line) {
        lock.withLock { lines.append(line) }
    }

    func named(_ message: String) -> [Line] {
        lock.withLock { lines.filter { $0.message == message } }
    }
}

private struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add(
            LogLines.Line(
                level: event.level, message: event.message.description,
                metadata: (event.metadata ?? [:]).mapValues(\.description)))
    }
}

@Suite struct LogStories {
    private static func world(_ level: Logger.Level) async throws -> (Harness, LogLines) {
        let lines = LogLines()
        let logger = Logger(label: "log") { _ in LineHandler(lines: lines, logLevel: level) }
        return (try await Harness(logger: logger), lines)
    }

    @Test func `a busy minute has a summary in place of some of its lines`() async throws {
        let (world, log) = try await Self.world(.info)
        for number in 1...100 { try world.drop(SampleRecords.incident("i-\(number)")) }
        _ = await world.machine.intake.step(at: world.clock.now)
        #expect(log.named("record taken").count == ActivityLog.linesMax)
        #expect(log.named("busy minute").isEmpty)
        world.clock.now = world.clock.now + .seconds(61)
        _ = await world.machine.scheduler.step(at: world.clock.now)
        let summary = try #require(log.named("busy minute").first)
        #expect(summary.level == .notice)
        #expect(summary.metadata == ["records": "100", "not-shown": "40"])
        _ = await world.machine.scheduler.step(at: world.clock.now + .seconds(61))
        #expect(log.named("busy minute").count == 1, "the next minute is quiet")
    }

    @Test func `every line of a busy minute is there for debugging`() async throws {
        let (world, log) = try await Self.world(.debug)
        for number in 1...70 { try world.drop(SampleRecords.incident("i-\(number)")) }
        _ = await world.machine.intake.step(at: world.clock.now)
        let taken = log.named("record taken")
        #expect(taken.count == 70)
        #expect(taken.filter { $0.level == .info }.count == ActivityLog.linesMax)
    }

    @Test func `a message is logged with its outcome and without its words`() async throws {
        let (world, log) = try await Self.world(.info)
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:30")
        let sent = log.named("message delivered")
        #expect(!sent.isEmpty)
        for line in sent {
            #expect(line.level == .info)
            #expect(line.metadata["incident"] == "i-1")
            #expect(line.metadata["to"]?.isEmpty == false && line.metadata["delay"] != nil)
            #expect(line.metadata["answer"] == nil && line.metadata["error"] == nil)
        }
    }
}
