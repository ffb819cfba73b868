import Calendars
import Cases
import Engine
import JSON
import Rules
import TestSupport
import Testing

@Suite struct BulletinStories {
    private static let daily: JSON = [
        "rules": [
            "daily": [
                "title": "Daily bulletin", "owes": ["anju"],
                "on": ["cron": "0 17 * * *", "zone": "Asia/Shanghai"],
                "obligations": ["brief": ["to": ["committee"], "policy": "press"]],
            ]
        ]
    ]

    private static func world() async throws -> Harness {
        let world = try await Harness {
            $0.steps = [["at": "0", "to": ["owing.leader", "operators"]]]
        }
        try world.folder.write(daily.serialized(), to: "rules/daily.json")
        try await world.enforceRules()
        _ = try await world.machine.scheduler.begin(isFirst: true)
        return world
    }

    @Test func `what never came is missing though nothing ever happened`() async throws {
        let world = try await Self.world()
        try await world.advance(to: "17:00")
        #expect(
            Set(world.told) == ["17:00 anju-head overdue", "17:00 engineer exhausted"])
    }

    @Test func `a bulletin that came is not asked for, and one more is owed`() async throws {
        let world = try await Self.world()
        try await world.advance(to: "16:20")
        try await world.hand([
            "type": "report", "bulletin": "daily/brief", "from": "anju", "to": "committee",
            "submittedAt": .string(SampleRecords.recordedTime("16:20")),
        ])
        try await world.advance(to: "17:30")
        #expect(world.told == [])
        let bulletin = try await world.machine.incident("bulletin:daily/brief@anju")
        #expect(
            bulletin.obligations.map(\.id.text) == [
                "daily/brief@committee#1", "daily/brief@committee#2",
            ])
        #expect(bulletin.obligations.map { $0.verdict?.name } == ["on-time", nil])
    }

    @Test func `a bulletin the rules drop is owed no further`() async throws {
        let world = try await Self.world()
        try world.folder.write("{}", to: "rules/daily.json")
        try await world.enforceRules()
        _ = try await world.machine.scheduler.begin(isFirst: true)
        try await world.advance(to: "17:30")
        let bulletin = try await world.machine.incident("bulletin:daily/brief@anju")
        #expect(bulletin.obligations.count == 1, "the one that was open stays owed")
    }

    @Test func `the time in which nobody watched is a fault of what it touched`() async throws {
        let world = try await Harness()
        try await world.hand(SampleRecords.incident())
        #expect(try await world.machine.scheduler.begin(isFirst: true) == nil)
        try await world.restart()
        world.clock.now = try Harness.instant("18:20")
        let away = try await world.machine.scheduler.begin(isFirst: true)
        #expect(away == (try Harness.instant("16:05"))..<(try Harness.instant("18:20")))
        _ = try await world.machine.scheduler.advanceDue(away: away)
        let faults = try await world.machine.incident().obligations.flatMap(\.faults)
        let fault = Fault(
            .watcherDown,
            .watcherDown(
                from: try Harness.instant("16:05"), until: try Harness.instant("18:20")))
        #expect(faults == [fault, fault])
    }

    @Test func `a replan that was asked for under these rules is done and kept`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        world.rules.within = "1h"
        try await world.enforceRules()
        var now = try await world.machine.incident().obligations[0].dueAt
        #expect(now == (try Harness.instant("18:00")), "an edit alone moves nothing")
        let digest = await world.machine.runtime.currentRules.rules.current.digest
        func replan(_ rules: String) -> JSON {
            [
                "type": "replan", "incident": "i-1", "by": "li-na",
                "at": .string(SampleRecords.recordedTime("16:10")), "rules": .string(rules),
            ]
        }
        try await world.hand(replan("other"))
        now = try await world.machine.incident().obligations[0].dueAt
        #expect(now == (try Harness.instant("18:00")), "asked for under other rules: nothing")
        try await world.hand(replan(digest))
        now = try await world.machine.incident().obligations[0].dueAt
        #expect(now == (try Harness.instant("17:00")))
        try await world.advance(to: "17:00")
        #expect(
            world.told == [
                "16:30 anju-duty approaching", "17:00 anju-head overdue",
                "17:00 committee-duty overdue",
            ])
    }
}
