import Calendars
import Engine
import Rules
import TestSupport
import Testing

@Suite struct ForesightStories {
    @Test func `operators hear once a day of a calendar that ends, also over a restart`()
        async throws
    {
        let world = try await World(at: "09:00")
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

        await ForesightService(office: world.machine.office).tell()
        try await world.turn()
        #expect(world.told == ["09:00 engineer [Duebell] The rules will soon lack data"])

        try await world.restart()
        try await world.jump(to: "23:00")
        await ForesightService(office: world.machine.office).tell()
        try await world.turn()
        #expect(world.told.count == 1)

        try await world.jump(to: "+09:00")
        await ForesightService(office: world.machine.office).tell()
        try await world.turn()
        #expect(world.told.count == 2)
    }
}
