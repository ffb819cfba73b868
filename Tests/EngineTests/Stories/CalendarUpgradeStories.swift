import Calendars
import Cases
import Engine
import Foundation
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// A watcher on a database written by the version whose calendars knew whole days alone.
///
/// The database was made by running that version: one incident that obliges to reports by five
/// calendars, of which four import a file that would be read otherwise today.
@Suite struct CalendarUpgradeStories {
    private let folder: TestFolder
    private let machine: Machine

    private static let before = [
        "observance": "2026-12-04T16:00:00Z", "half-day": "2026-12-02T13:00:00Z",
        "twins": "2026-12-04T16:00:00Z", "listed": "2026-12-04T16:00:00Z",
        "plain": "2026-12-03T16:00:00Z",
    ]

    init() async throws {
        folder = try TestFolder().with("inbox", "state")
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "StorageTests/Fixtures/before-half-days")
        try FileManager.default.copyItem(
            atPath: fixture.path + "/duebell.sqlite",
            toPath: folder.path + "/state/duebell.sqlite")
        try FileManager.default.copyItem(
            atPath: fixture.path + "/rules", toPath: folder.path + "/rules")
        let clock = HandClock(try Instant(rfc3339: "2026-11-30T23:00:00Z"))
        machine = try await Machine(folder.path, clock, kept: false)
    }

    private func hand(_ members: JSONObject) async throws {
        var record: JSONObject = ["incident": "l-1"]
        for member in members.members { record[member.key] = member.value }
        try folder.write(JSON.object(record).serialized(), to: "inbox/record.json")
        _ = await machine.intake.step(at: machine.runtime.timekeeper.now())
        try await machine.advanceAll()
    }

    private func deadlines() async throws -> [String: String] {
        let obligations = try await machine.incident("l-1").obligations
        return Dictionary(
            uniqueKeysWithValues: obligations.map { ($0.name, $0.dueAt?.rfc3339 ?? "none") })
    }

    @Test func `what is open keeps the deadlines by the calendars as they were read`() async throws
    {
        #expect(try await deadlines() == Self.before)
        try await hand(["type": "acknowledgement", "by": "A", "at": "2026-11-30T22:55:00Z"])
        #expect(try await machine.incident("l-1").acknowledgements.count == 1)
        #expect(try await deadlines() == Self.before)
        #expect(try await machine.deliveries(of: "l-1").isEmpty)
    }

    @Test func `a corrected time counts by the calendars as they were read`() async throws {
        try await hand([
            "type": "incident", "unit": "branch", "title": "Loss of data",
            "at": "2026-11-30T22:55:00Z",
            "occurredAt": "2026-11-27T10:00:00+01:00",
        ])
        let moved = [
            "observance": "2026-12-03T16:00:00Z", "half-day": "2026-12-01T13:00:00Z",
            "twins": "2026-12-03T16:00:00Z", "listed": "2026-12-03T16:00:00Z",
            "plain": "2026-12-02T16:00:00Z",
        ]
        #expect(try await deadlines() == moved)
    }

    @Test func `a replan shows the deadlines by today's reading, and moves them`() async throws {
        let outcome = try await Program.run(["replan", "--format", "json"], in: folder.path)
        let lines = try outcome.output.split(separator: "\n").map {
            try JSONReader.read(Array($0.utf8))
        }
        let moved = lines.filter { $0["type"] == "moved" }.map { line in
            [line["obligation"], line["dueBefore"], line["dueAt"]].map { $0?.string ?? "" }
        }
        #expect(
            moved == [
                ["filing/observance@board", "2026-12-04T16:00:00Z", "2026-12-03T16:00:00Z"],
                ["filing/half-day@board", "2026-12-02T13:00:00Z", "2026-12-03T10:00:00Z"],
                ["filing/twins@board", "2026-12-04T16:00:00Z", "2026-12-07T16:00:00Z"],
                ["filing/listed@board", "2026-12-04T16:00:00Z", "2026-12-03T16:00:00Z"],
            ])
        let current = await machine.runtime.currentRules.rules.current.digest
        try await hand([
            "type": "replan", "by": "A", "at": "2026-11-30T23:00:00Z", "rules": .string(current),
        ])
        var expected = Self.before
        for line in moved { expected[String(line[0].dropFirst(7).dropLast(6))] = line[2] }
        #expect(try await deadlines() == expected)
    }

    @Test func `what opens after the upgrade goes by today's reading`() async throws {
        try await hand([
            "type": "incident", "incident": "l-2", "unit": "branch", "title": "T", "kind": "loss",
            "occurredAt": "2026-11-30T10:00:00+01:00",
        ])
        let obligations = try await machine.incident("l-2").obligations
        let due = obligations.map { "\($0.name) \($0.dueAt?.rfc3339 ?? "")" }.sorted()
        #expect(
            due == [
                "half-day 2026-12-03T10:00:00Z", "listed 2026-12-03T16:00:00Z",
                "observance 2026-12-03T16:00:00Z", "plain 2026-12-03T16:00:00Z",
                "twins 2026-12-07T16:00:00Z",
            ])
    }
}
