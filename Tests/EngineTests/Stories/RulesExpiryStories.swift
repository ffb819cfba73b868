import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct RulesExpiryStories {
    /// Returns a harness with rules that need a calendar that ends soon.
    private static func ending() async throws -> Harness {
        let world = try await Harness(at: "09:00")
        let calendar: JSON = [
            "zone": "Asia/Shanghai", "covers": ["2026-01-01", "2026-06-30"],
            "week": ["mon-fri": ["09:00-17:00"]],
        ]
        let rule: JSON = [
            "owes": "anju",
            "obligations": [
                "weekly": [
                    "to": ["committee"], "policy": "press",
                    "due": ["businessDays": 2, "of": "closed", "calendar": "cn"],
                ]
            ],
        ]
        let more: JSON = ["calendars": ["cn": calendar], "rules": ["later": rule]]
        try world.folder.write(more.serialized(), to: "rules/more.json")
        try await world.enforceRules()
        return world
    }

    @Test func `operators hear once a day of a calendar that ends, also over a restart`()
        async throws
    {
        let world = try await Self.ending()
        await RulesExpiryService(runtime: world.machine.runtime).tell()
        try await world.turn()
        #expect(world.told == ["09:00 engineer [Duebell] Rule data about to expire"])

        try await world.restart()
        try await world.jump(to: "23:00")
        await RulesExpiryService(runtime: world.machine.runtime).tell()
        try await world.turn()
        #expect(world.told.count == 1)

        try await world.jump(to: "+09:00")
        await RulesExpiryService(runtime: world.machine.runtime).tell()
        try await world.turn()
        #expect(world.told.count == 2)
    }

    @Test func `an alert that the version before compared by its sentence is not told again`()
        async throws
    {
        let world = try await Self.ending()
        let rulebook = await world.machine.runtime.currentRules.rules.current
        let now = world.machine.runtime.timekeeper.now()
        let expiry = try #require(rulebook.expiries(at: now).first)
        let key = "rules-run-out \(expiry.what): \(expiry.remedy)"
        _ = try await world.machine.store.write { transaction in
            try transaction.setMarker(key, until: now + .seconds(20 * 3_600))
        }
        await RulesExpiryService(runtime: world.machine.runtime).tell()
        try await world.turn()
        #expect(world.told == [])
        try await world.jump(to: "+09:00")
        await RulesExpiryService(runtime: world.machine.runtime).tell()
        try await world.turn()
        #expect(world.told.count == 1)
    }

    @Test func `operators hear of a gap of the next days, and of none that is weeks away or meant`()
        async throws
    {
        let world = try await Harness(at: "09:00")
        func schedule(until end: String) -> JSONObject {
            [
                "layers": [
                    [
                        "rotation": ["contact:engineer"], "starts": "2026-01-01T08:00",
                        "every": "P1W", "until": .string(end),
                    ]
                ]
            ]
        }
        var meant = schedule(until: "2026-05-14T08:00")
        meant["gaps"] = "allowed"
        let more: JSON = [
            "schedules": [
                "near": .object(schedule(until: "2026-05-15T08:00")), "meant": .object(meant),
                "far": .object(schedule(until: "2026-06-15T08:00")),
            ]
        ]
        try world.folder.write(more.serialized(), to: "rules/more.json")
        try await world.enforceRules()
        let expiries = await world.machine.runtime.currentRules.rules.current.expiries(
            at: world.machine.runtime.timekeeper.now())
        #expect(expiries.map(\.name) == ["near"])
        #expect(expiries.first?.what == "nobody is on call from 2026-05-15T08:00 on")
        await RulesExpiryService(runtime: world.machine.runtime).tell()
        try await world.turn()
        #expect(world.told == ["09:00 engineer [Duebell] Gap in an on-call schedule"])
    }
}
