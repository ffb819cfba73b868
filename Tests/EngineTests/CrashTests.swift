import Calendars
import Cases
import Foundation
import JSON
import Rules
import SQLiteStore
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct CrashTests {
    @Test func `killed amid a thousand messages, none is lost and doubles keep their id`()
        async throws
    {
        let watcher = try WatcherProcess { rules in
            rules.duty = "slow/0.1"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
            rules.steps = [
                WatcherProcess.atOnce("owing.duty"),
                ["at": ["from": "opened", "delay": "9h"], "to": ["contact:secretary"]],
            ]
        }
        try await watcher.start()
        try watcher.drop(.array((1...1_000).map { WatcherProcess.incident("i-\($0)") }))
        for share in [150, 400] {
            try await eventually("\(share) messages have come") {
                try watcher.posted().count >= share
            }
            try await watcher.kill()
            try await watcher.start()
        }
        try await eventually("everything is said", atMost: .seconds(60)) {
            try await watcher.read { try $0.counts() }.deliveriesWaiting == 0
        }
        let posted = try watcher.posted()
        #expect(Set(posted).count == 1_000)
        #expect(posted.count < 1_000 + 2 * 256, "only what was under way is said twice")
        let ids = try await watcher.read { snapshot in
            try (1...1_000).flatMap { try snapshot.deliveries(of: .init("i-\($0)")) }
                .map(\.entry.id.text)
        }
        #expect(Set(ids) == Set(posted))
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `killed while it takes a thousand files, each record is taken once`() async throws {
        let watcher = try WatcherProcess { rules in
            rules.steps = [["at": "+9h", "to": ["contact:secretary"]]]
        }
        try await watcher.start()
        for number in 1...1_000 { try watcher.drop(WatcherProcess.incident("i-\(number)")) }
        for share in [1, 300] {
            try await eventually("\(share) files have been taken") {
                watcher.folder.names(in: "inbox").count <= 1_000 - share
            }
            try await watcher.kill()
            try await watcher.start()
        }
        try await eventually("the inbox is empty") { watcher.folder.names(in: "inbox").isEmpty }
        let counts = try await watcher.read { try $0.counts() }
        #expect(counts.records == 1_000)
        #expect(counts.cases == [.open: 1_000])
        #expect(watcher.folder.names(in: "state/rejected") == [])
        let day = try #require(watcher.folder.names(in: "state/done").first)
        #expect(watcher.folder.names(in: "state/done/\(day)").count == 1_000)
        #expect(try await watcher.stop().status == 0)
    }

    /// Creates a watcher that sends one message for each incident at once, to a receiver that takes
    /// 20 ms.
    private static func watcherOfSlowReceiver() throws -> WatcherProcess {
        try WatcherProcess { rules in
            rules.duty = "slow/0.02"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
            rules.steps = [
                WatcherProcess.atOnce("owing.duty"),
                ["at": ["from": "opened", "delay": "9h"], "to": ["contact:secretary"]],
            ]
        }
    }

    /// Returns the number of rounds of a test: `DUEBELL_KILLS`, if `Tests/Loops/kills` set it, else
    /// the number that keeps the test at about a minute.
    private static func rounds(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["DUEBELL_KILLS"].flatMap { Int($0) } ?? usual
    }

    /// Each round delivers more records, waits a random time and kills the watcher.
    @Test func `killed at two hundred random instants, nothing is lost nor said under two ids`()
        async throws
    {
        let watcher = try Self.watcherOfSlowReceiver()
        let rounds = Self.rounds(200)
        var random = SeededRandom(seed: 20_261_123)
        for round in 0..<rounds {
            try await watcher.start()
            let names = (0..<3).map { "i-\(round)-\($0)" }
            try watcher.drop(.array(names.map { WatcherProcess.incident($0) }))
            try await Task.sleep(for: .milliseconds(Int64(random.next() % 120)))
            try await watcher.kill()
        }
        try await watcher.start()
        try await eventually("everything is taken and said", atMost: .seconds(60)) {
            guard watcher.folder.names(in: "inbox").isEmpty else { return false }
            let counts = try await watcher.read { try $0.counts() }
            return counts.records == rounds * 3 && counts.deliveriesWaiting == 0
        }
        let posted = try watcher.posted()
        #expect(Set(posted).count == rounds * 3, "one message for each incident")
        let ids = try await watcher.read { snapshot in
            try (0..<rounds).flatMap { round in
                try (0..<3).flatMap { try snapshot.deliveries(of: .init("i-\(round)-\($0)")) }
            }.map(\.entry.id.text)
        }
        #expect(Set(ids) == Set(posted), "what is said twice keeps its id")
        #expect(watcher.folder.names(in: "state/rejected") == [])
        #expect(try await watcher.stop().status == 0)
    }

    /// Fills a database with closed cases that are older than they are kept.
    private static func age(_ path: String, cases: Int) async throws {
        let store = try SQLiteStore(path: path, for: .watching)
        let old = WatcherProcess.now - .seconds(500 * 86_400)
        try await store.write { transaction in
            let ids = (0..<cases).map { Incident.ID("old-\($0)") }
            try transaction.save(
                ids.map {
                    CaseRow(
                        incident: $0, nextAt: nil, phase: .closed, title: nil, openedAt: old,
                        updatedAt: old, body: [1])
                })
            _ = try transaction.insert(
                ids.map {
                    RecordRow(
                        id: .init("r-\($0)"), incident: $0, digest: "d", arrivedAt: old,
                        origin: "a", body: Array("{}".utf8))
                })
            try transaction.append(
                ids.map { JournalRow(incident: $0, at: old, body: Array("[]".utf8)) })
        }
    }

    /// Each round delivers records and makes a backup while old cases are removed, and kills the
    /// watcher, and the backup with it in every other round. Then a watcher goes on from each
    /// complete backup.
    @Test func `killed while retention and a backup are at work, nothing is lost`() async throws {
        let watcher = try Self.watcherOfSlowReceiver()
        let rounds = Self.rounds(40)
        let path = watcher.folder.path + "/state/duebell.sqlite"
        // Enough of them that some are left to remove in the last round.
        try await Self.age(path, cases: 75 * rounds)
        var random = SeededRandom(seed: 20_261_130)
        var pruning = 0
        for round in 0..<rounds {
            try await Self.startWhenFree(watcher)
            let names = (0..<3).map { "i-\(round)-\($0)" }
            try watcher.drop(.array(names.map { WatcherProcess.incident($0) }))
            let backup = try Program(["backup", "backup-\(round)"], in: watcher.folder.path)
            try await Task.sleep(for: .milliseconds(Int64(20 + random.next() % 200)))
            if round.isMultiple(of: 2) { backup.signal(SIGKILL) }
            try await watcher.kill()
            _ = try await backup.end()
            if try await watcher.read({ try $0.counts() }).cases[.closed] != nil { pruning += 1 }
        }
        try await watcher.start()
        try await eventually("all is taken, said and removed", atMost: .seconds(120)) {
            guard watcher.folder.names(in: "inbox").isEmpty else { return false }
            let counts = try await watcher.read { try $0.counts() }
            return counts.records == rounds * 3 && counts.deliveriesWaiting == 0
                && counts.cases[.closed] == nil
        }
        #expect(Set(try watcher.posted()).count == rounds * 3, "one message for each incident")
        let last = try await watcher.run("backup", "backup-last")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try await watcher.stop().status == 0)
        let backups = watcher.folder.names(in: "").filter {
            $0.hasPrefix("backup-") && !$0.contains(".part")
        }
        #expect(backups.count > rounds / 4)
        for name in backups { try await Self.goOn(watcher, from: name, to: path) }
        print(
            "\(rounds) kills, \(pruning) of them with cases left to remove; "
                + "\(backups.count) backups, and the watcher went on from each")
    }

    /// Starts the watcher; a backup that was under way may hold the database for a moment.
    private static func startWhenFree(_ watcher: WatcherProcess) async throws {
        try await eventually("the database is free") {
            do {
                try await watcher.start()
                return true
            } catch {
                return false
            }
        }
    }

    /// Puts a backup in the place of the database, and expects the watcher to take a record more.
    private static func goOn(
        _ watcher: WatcherProcess, from backup: String, to path: String
    ) async throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        try FileManager.default.moveItem(
            atPath: watcher.folder.path + "/" + backup, toPath: path)
        let held = try await watcher.read { try $0.counts() }.records
        try await startWhenFree(watcher)
        try watcher.drop(WatcherProcess.incident("after-\(backup)"))
        let incident = Incident.ID("after-\(backup)")
        try await eventually("the watcher goes on from \(backup), which held \(held) records") {
            try await watcher.read { try !$0.deliveries(of: incident).isEmpty }
        }
        #expect(try await watcher.stop().status == 0)
    }

    /// Repeats the rounds with combined messages and a dead first contact method.
    @Test func `killed while messages wait, fail over and are put together, none is said twice`()
        async throws
    {
        let watcher = try WatcherProcess { rules in
            rules.channels["dead"] = ["kind": "webhook", "url": "http://127.0.0.1:9/"]
            rules.channels["duty-room"] = [
                "kind": "webhook", "rate": ["messages": 4, "per": "1s"],
                "url": .string(
                    "http://127.0.0.1:\(rules.webPort)/slow/0.02?world=\(rules.domain)"),
            ]
            rules.reach["anju-duty"] = [["channel": "dead"], ["channel": "duty-room"]]
            let steps = (0..<3).map { number -> JSON in
                ["at": ["from": "opened", "delay": .string("\(number)s")], "to": ["owing.duty"]]
            }
            rules.steps = .array(
                steps + [["at": ["from": "opened", "delay": "9h"], "to": ["contact:secretary"]]])
        }
        let rounds = Self.rounds(40)
        var random = SeededRandom(seed: 20_261_128)
        for round in 0..<rounds {
            try await watcher.start()
            let names = (0..<3).map { "i-\(round)-\($0)" }
            try watcher.drop(.array(names.map { WatcherProcess.incident($0) }))
            try await Task.sleep(for: .milliseconds(Int64(100 + random.next() % 500)))
            try await watcher.kill()
        }
        try await watcher.start()
        // The channel carries four messages a second, some of them combined.
        try await eventually("everything is taken and said", atMost: .seconds(60 + rounds * 3)) {
            guard watcher.folder.names(in: "inbox").isEmpty else { return false }
            let waiting = try await watcher.read { snapshot in
                try snapshot.deliveries(matching: .init(states: [.waiting]), limit: 1_000)
            }
            let told = try watcher.postedSteps()
            return told.count >= rounds * 3 * 3
                && waiting.allSatisfy { $0.entry.recipient == "contact:engineer" }
        }
        let told = try watcher.postedSteps()
        #expect(told.count == rounds * 3 * 3, "each step of each incident")
        #expect(Set(told.values.flatMap(\.self)).count < told.count, "some were put together")
        let doubled = told.filter { $0.value.count > 1 }
        #expect(doubled.isEmpty, "under one id: \(doubled.prefix(3))")
        #expect(try await watcher.stop().status == 0)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `a disk that fills loses nothing, and all goes on when there is room`() async throws {
        let watcher = try WatcherProcess { rules in
            rules.duty = "slow/0.2"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
            rules.steps = [
                WatcherProcess.atOnce("owing.duty"), ["at": "+9h", "to": ["contact:secretary"]],
            ]
        }
        let disk = try #require(
            SmallDisk(at: watcher.folder.path + "/state", kilobytes: 6_000))
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("before"))
        try await eventually("the first is taken") {
            watcher.folder.names(in: "inbox").isEmpty
        }
        #expect(disk.fill())
        for number in 1...50 { try watcher.drop(WatcherProcess.incident("i-\(number)")) }
        try await eventually("it is said that the disk is full") {
            watcher.program?.errors.contains("no room is left") ?? false
        }
        #expect(!watcher.folder.names(in: "inbox").isEmpty, "what cannot be kept is not taken")
        disk.clear()
        try await eventually("everything is taken", atMost: .seconds(60)) {
            watcher.folder.names(in: "inbox").isEmpty
        }
        let counts = try await watcher.read { try $0.counts() }
        #expect(counts.records == 51)
        try await eventually("everything is said", atMost: .seconds(60)) {
            try Set(watcher.posted()).count == 51
        }
        let ids = try await watcher.read { snapshot in
            let names = ["before"] + (1...50).map { "i-\($0)" }
            return try names.flatMap { try snapshot.deliveries(of: .init($0)) }.map(\.entry.id.text)
        }
        #expect(Set(ids) == Set(try watcher.posted()), "what was said twice kept its id")
        #expect(try await watcher.stop().status == 0)
        withExtendedLifetime(disk) {}
    }
}
