import Foundation
import Rules
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct CrashTests {
    @Test func `killed amid a thousand messages, none is lost and doubles keep their id`()
        async throws
    {
        let watcher = try Watcher { rules in
            rules.duty = "slow/0.1"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
            rules.steps = [
                Watcher.atOnce("owing.duty"),
                ["at": ["from": "opened", "delay": "9h"], "to": ["contact:secretary"]],
            ]
        }
        try await watcher.start()
        try watcher.drop(.array((1...1_000).map { Watcher.incident("i-\($0)") }))
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
        let watcher = try Watcher { rules in
            rules.steps = [["at": "+9h", "to": ["contact:secretary"]]]
        }
        try await watcher.start()
        for number in 1...1_000 { try watcher.drop(Watcher.incident("i-\(number)")) }
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
        #expect(counts.cases == ["open": 1_000])
        #expect(watcher.folder.names(in: "state/rejected") == [])
        let day = try #require(watcher.folder.names(in: "state/done").first)
        #expect(watcher.folder.names(in: "state/done/\(day)").count == 1_000)
        #expect(try await watcher.stop().status == 0)
    }

    /// Each round hands in more, lets a random time go by and kills; how many rounds is bounded so
    /// that it takes about a minute.
    @Test func `killed at two hundred random instants, nothing is lost nor said under two ids`()
        async throws
    {
        let watcher = try Watcher { rules in
            rules.duty = "slow/0.02"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
            rules.steps = [
                Watcher.atOnce("owing.duty"),
                ["at": ["from": "opened", "delay": "9h"], "to": ["contact:secretary"]],
            ]
        }
        let rounds = 200
        var dice = Dice(seed: 20_261_123)
        for round in 0..<rounds {
            try await watcher.start()
            let names = (0..<3).map { "i-\(round)-\($0)" }
            try watcher.drop(.array(names.map { Watcher.incident($0) }))
            try await Task.sleep(for: .milliseconds(Int64(dice.next() % 120)))
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

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `a disk that fills loses nothing, and all goes on when there is room`() async throws {
        let watcher = try Watcher { rules in
            rules.steps = [["at": "+9h", "to": ["contact:secretary"]]]
        }
        let disk = try #require(
            SmallDisk(at: watcher.folder.path + "/state", kilobytes: 6_000))
        try await watcher.start()
        try watcher.drop(Watcher.incident("before"))
        try await eventually("the first is taken") {
            watcher.folder.names(in: "inbox").isEmpty
        }
        #expect(disk.fill())
        for number in 1...50 { try watcher.drop(Watcher.incident("i-\(number)")) }
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
        #expect(try await watcher.stop().status == 0)
        withExtendedLifetime(disk) {}
    }
}
