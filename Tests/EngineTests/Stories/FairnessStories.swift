import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// Many bulletins that fall due at the minute of an incident.
@Suite struct FairnessStories {
    private static let units = (0..<700).map { "u-\($0)" }

    private static var bulletins: JSON {
        var owing: JSONObject = [:]
        for unit in units {
            owing[unit] = ["name": .string(unit), "duty": "contact:anju-duty"]
        }
        return [
            "units": .object(owing),
            "rules": [
                "daily": [
                    "owes": .array(units.map { .string($0) }),
                    "on": ["cron": "0 17 * * *", "zone": "Asia/Shanghai"],
                    "obligations": ["brief": ["to": ["committee"], "policy": "press"]],
                ]
            ],
        ]
    }

    /// Returns the incidents of the deliveries that are claimed first.
    private func claimed(_ world: Harness, _ count: Int) async throws -> [Incident.ID?] {
        let now = world.clock.now
        return try await world.machine.store.write { transaction in
            try transaction.claim(
                Claim(
                    ClaimRoom(total: count), by: "test", token: "t-\(now)", at: now,
                    until: now + .seconds(30)))
        }.map(\.incident)
    }

    @Test func `the first word of an incident goes before the mass of its minute`() async throws {
        // The bulletins speak for the second time: nobody has been told of the two incidents.
        let world = try await Harness(at: "16:05") {
            $0.awaiting = ["committee"]
            $0.within = "1h"
            $0.steps = [["at": "0", "to": ["owing.leader"]], ["at": "+1h", "to": ["operators"]]]
        }
        try world.folder.write(Self.bulletins.serialized(), to: "rules/daily.json")
        try await world.enforceRules()
        _ = try await world.machine.scheduler.begin(isFirst: true)
        // It falls due at 17:00 with the bulletins, of which each case came earlier.
        try world.drop(SampleRecords.incident("due", at: "16:00"))
        _ = await world.machine.intake.step(at: world.clock.now)
        world.clock.now = try Harness.instant("17:00")
        let moved = try await world.machine.scheduler.advanceDue()
        #expect(moved == SchedulerService.batchMax)
        #expect(moved < Self.units.count, "the mass takes several transactions")
        #expect(try await world.machine.incident("due").firstSpokenAt == world.clock.now)
        // Its record comes while the mass is being advanced, and its report is late.
        world.clock.now = world.clock.now + .milliseconds(500)
        try world.drop(SampleRecords.incident("new", at: "16:00"))
        _ = await world.machine.intake.step(at: world.clock.now)
        while try await world.machine.scheduler.advanceDue() > 0 {}
        #expect(try await claimed(world, 3).prefix(2) == ["due", "new"])
    }
}
