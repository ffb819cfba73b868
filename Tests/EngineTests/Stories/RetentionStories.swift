import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import JSON
import Rules
import SQLiteStore
import Storage
import TestSupport
import Testing

/// What is removed once it is older than the rules keep it.
@Suite struct RetentionStories {
    /// Runs one round of the service to its end; returns the number of its steps.
    @discardableResult
    private func prune(_ world: Harness, _ service: RetentionService? = nil) async -> Int {
        let state = world.folder.path + "/state"
        let service =
            service
            ?? Self.service(world, state)
        for step in 1...10_000 {
            let next = await service.step(at: world.clock.now)
            if next.at - world.clock.now > .seconds(60) { return step }
        }
        return 0
    }

    private static func service(_ world: Harness, _ state: String) -> RetentionService {
        RetentionService(runtime: world.machine.runtime) { before, limit in
            try DoneFiles(state: state).remove(before: before, limit: limit)
        }
    }

    private static func reported(_ id: String) -> [JSON] {
        [
            SampleRecords.incident(id),
            SampleRecords.report("r-\(id)", of: id, to: ["committee"], at: "16:04"),
            [
                "type": "closure", "incident": .string(id), "id": .string("c-\(id)"),
                "at": .string(SampleRecords.recordedTime("16:05")),
            ],
        ]
    }

    private func counts(_ world: Harness) async throws -> StoreCounts {
        try await world.machine.store.read { try $0.counts() }
    }

    @Test func `closed cases go after 400 days with all that belongs to them, open ones stay`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee"] }
        for id in ["i-1", "i-2"] {
            for record in Self.reported(id) { try await world.hand(record) }
        }
        try await world.hand(SampleRecords.incident("i-3", at: "16:01"))
        try await world.advance(to: "18:30")
        let before = try await counts(world)
        #expect(before.cases == [.closed: 2, .open: 1] && before.records == 7)
        #expect(before.journal > 3 && before.deliveries > 0)

        world.clock.pass(.seconds(399 * 86_400))
        await prune(world)
        #expect(try await counts(world).records == 7)

        world.clock.pass(.seconds(2 * 86_400))
        await prune(world)
        let after = try await counts(world)
        #expect(after.cases == [.open: 1] && after.records == 1)
        #expect(after.deliveries == 0, "the settled ones of the open case are as old")
        #expect(after.journal == 0)
        let left = try await world.machine.store.read { snapshot in
            try snapshot.owed(of: ["i-1", "i-2", "i-3"], onlyOpen: false).map(\.incident)
        }
        #expect(left == ["i-3"])
        // The open one goes on.
        try await world.hand(
            SampleRecords.report("r-late", of: "i-3", to: ["committee"], at: "18:31"))
        #expect(try await world.machine.incident("i-3").obligations.first?.verdict?.name == "late")
    }

    @Test func `each kind has its own span, and forever keeps all`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        var json = try #require(world.rules.json.object)
        var settings = try #require(json["settings"]?.object)
        settings["retention"] = [
            "cases": "forever", "journal": "1d", "deliveries": "forever", "done": "2d",
        ]
        json["settings"] = .object(settings)
        try world.folder.write(JSON.object(json).serialized(), to: "rules/rules.json")
        try await world.machine.enforce(
            RulesReading(folder: world.folder.path + "/rules", zones: Machine.zones))
        for record in Self.reported("i-1") { try await world.hand(record) }
        let before = try await counts(world)
        let state = world.folder.path + "/state"
        for day in ["2026-05-09", "2026-05-12", "notes"] {
            try world.folder.with("state/done/\(day)")
            try world.folder.write("x", to: "state/done/\(day)/a.json")
        }
        world.clock.pass(.seconds(86_400 + 3_600))
        await prune(world)
        let after = try await counts(world)
        #expect(after.journal == 0 && before.journal > 0)
        #expect(after.records == before.records && after.deliveries == before.deliveries)
        #expect(after.cases == before.cases)
        let days = Set(world.folder.names(in: "state/done"))
        #expect(!days.contains("2026-05-09") && days.isSuperset(of: ["2026-05-12", "notes"]))
        #expect(FileManager.default.fileExists(atPath: state + "/done/notes/a.json"))
    }

    @Test func `a round takes small steps, and the next follows a day later`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        // The rules in force are the first line of the journal.
        let old = world.clock.now
        try await world.machine.store.write { transaction in
            try transaction.append(
                (0..<999).map { number in
                    JournalRow(
                        incident: nil, at: old, body: Array("\(number)".utf8))
                })
        }
        world.clock.pass(.seconds(500 * 86_400))
        let state = world.folder.path + "/state"
        let service = Self.service(world, state)
        #expect(await prune(world, service) == 6)
        #expect(try await counts(world).journal == 0)
        try await world.machine.store.write {
            try $0.append([JournalRow(incident: nil, at: old, body: [1])])
        }
        world.clock.pass(.seconds(3_600))
        await prune(world, service)
        #expect(try await counts(world).journal == 1)
        world.clock.pass(.seconds(23 * 3_600))
        await prune(world, service)
        #expect(try await counts(world).journal == 0)
    }

    @Test func `rules on which nothing open rests leave memory at once and the database later`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        let first = await world.machine.runtime.currentRules.rules.current.digest
        for hours in 3...22 {
            world.rules.within = "\(hours)h"
            try await world.enforceRules()
        }
        let rules = await world.machine.runtime.currentRules.rules
        #expect(Set(rules.pinned.keys) == [first, rules.current.digest])
        #expect(try await counts(world).rulebooks == 21)
        await prune(world)
        #expect(try await counts(world).rulebooks == 21, "a transaction may still use one")
        world.clock.pass(.seconds(3_600))
        await prune(world)
        #expect(try await counts(world).rulebooks == 2)
        // The open obligation is still judged by its own rules.
        try await world.advance(to: "18:30")
        try await world.hand(SampleRecords.report(to: ["committee"], at: "18:30"))
        let verdict = try await world.machine.incident().obligations.first?.verdict?.outcome
        #expect(verdict == .late(.seconds(1_800)))
        await prune(world)
        world.clock.pass(.seconds(86_400))
        await prune(world)
        #expect(try await counts(world).rulebooks == 1)
        #expect(await world.machine.runtime.currentRules.rules.pinned.count == 1)
    }

    @Test func `a backup beside a watcher is complete, is checked and replaces nothing`()
        async throws
    {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        let database = world.folder.path + "/state/duebell.sqlite"
        let file = world.folder.path + "/backup.sqlite"
        try world.folder.write("left by a dead process", to: "backup.sqlite.part")
        try DatabaseBackup.write(database, to: file)
        #expect(throws: DatabaseBackup.Failure.self) {
            try DatabaseBackup.write(database, to: file)
        }
        #expect(!FileManager.default.fileExists(atPath: file + ".part"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect((mode as? Int).map { $0 & 0o777 } == 0o640)
        try await world.hand(SampleRecords.incident("i-2"))
        let copy = try SQLiteStore(path: file, for: .watching)
        #expect(try await copy.read { try $0.counts() }.records == 1)
        let now = world.clock.now
        try await copy.write { try $0.setMarker("alive", until: now) }
    }
}
