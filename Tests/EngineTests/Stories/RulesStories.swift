import Calendars
import Cases
import Engine
import JSON
import Rules
import TestSupport
import Testing

@Suite struct RulesStories {
    @Test func `other deadlines move nothing that is open`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        world.rules.within = "1h"
        world.rules.steps = [["at": "+10m", "to": ["contact:secretary"]]]
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident("i-2", at: "16:01"))
        try await world.advance(to: "18:00")
        #expect(
            world.told == [
                "17:11 engineer exhausted", "17:11 secretary overdue",
                "17:30 anju-duty approaching",
                "18:00 anju-head overdue", "18:00 committee-duty overdue",
            ])
    }

    @Test func `what is open keeps its rules over a restart under other rules`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        world.rules.within = "9h"
        world.rules.steps = [["at": "0", "to": ["contact:secretary"]]]
        try world.folder.write(world.rules.json.serialized(), to: "rules/rules.json")
        try await world.restart()
        try await world.advance(to: "18:00")
        #expect(
            world.told == [
                "17:30 anju-duty approaching", "18:00 anju-head overdue",
                "18:00 committee-duty overdue",
            ])
        try await world.advance(to: "18:30")
        try await world.hand(SampleRecords.report(at: "18:30"))
        let outcome = try await world.machine.incident().obligations.first?.verdict?.outcome
        #expect(outcome == .late(.seconds(1_800)))
    }

    @Test func `people are looked up when a message is sent`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        world.rules.reach["anju-duty"] = [StoryRules.mail("successor", world.rules.domain)]
        try await world.enforceRules()
        try await world.advance(to: "17:30")
        #expect(world.told == ["17:30 successor approaching"])
    }

    @Test func `a step for nobody gives way to the next and is told`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.steps = [
                ["at": "-30m", "to": [["var": "incident.owner"]]],
                ["at": "0", "to": ["contact:secretary"]],
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(
            world.told == [
                "17:30 engineer nobody", "17:30 secretary approaching",
            ])
    }
}
