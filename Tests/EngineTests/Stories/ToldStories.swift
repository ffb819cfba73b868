import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// The people whom a message names as informed beside its reader.
@Suite struct ToldStories {
    /// Returns a harness in which the leader is informed at 17:30, and the secretary at 18:00.
    private static func world(
        _ change: (inout StoryRules) -> Void = { _ in }
    ) async throws -> Harness {
        try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.steps = [
                ["at": "-30m", "to": ["owing.leader", "owing.duty"]],
                ["at": "0", "to": ["contact:secretary"]],
            ]
            change(&rules)
        }
    }

    /// Returns the lines in the secretary's mail about the other recipients.
    private static func read(_ world: Harness) throws -> [String] {
        let mail = try #require(try world.mails().last { $0.to == ["secretary"] })
        return mail.text.split(whereSeparator: \.isNewline).map(String.init)
            .filter { $0.hasPrefix("Also notified") || $0.hasPrefix("Not reached yet") }
    }

    @Test func `who was told is named`() async throws {
        let world = try await Self.world()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        #expect(try Self.read(world) == ["Also notified: anju-head, anju-duty"])
    }

    @Test func `who refused every message is named as not reached`() async throws {
        let world = try await Self.world { rules in
            rules.reach["anju-head"] = [StoryRules.mail("rcpt550", rules.domain)]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        #expect(
            try Self.read(world) == ["Also notified: anju-duty", "Not reached yet: anju-head"])
    }

    @Test func `who was reached in another way was told`() async throws {
        let world = try await Self.world { rules in
            rules.reach["anju-head"] = [
                StoryRules.mail("rcpt550", rules.domain), ["channel": "duty-room"],
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        #expect(try Self.read(world) == ["Also notified: anju-head, anju-duty"])
    }

    @Test func `who is muted has not been told, also at the same moment`() async throws {
        let world = try await Self.world { rules in
            rules.steps = [["at": "-30m", "to": ["contact:secretary", "owing.leader"]]]
        }
        var json = try #require(world.rules.json.object)
        json["mutes"] = [
            "night": [
                "from": .string(SampleRecords.recordedTime("16:00")),
                "until": .string(SampleRecords.recordedTime("20:00")),
                "contacts": ["anju-head"], "exempt": ["overdue"],
            ]
        ]
        try world.folder.write(JSON.object(json).serialized(.indented), to: "rules/rules.json")
        try await world.machine.enforce(
            RulesReading(folder: world.folder.path + "/rules", zones: Machine.zones))
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(try Self.read(world) == ["Not reached yet: anju-head"])
    }

    @Test func `in a drill nobody outside is named`() async throws {
        let world = try await Self.world { rules in
            rules.steps = [["at": "-30m", "to": ["contact:secretary", "owing.leader"]]]
        }
        var json = try #require(world.rules.json.object)
        var contacts = try #require(json["contacts"]?.object)
        var head = try #require(contacts["anju-head"]?.object)
        head["outside"] = true
        contacts["anju-head"] = .object(head)
        json["contacts"] = .object(contacts)
        try world.folder.write(JSON.object(json).serialized(.indented), to: "rules/rules.json")
        try await world.machine.enforce(
            RulesReading(folder: world.folder.path + "/rules", zones: Machine.zones))
        var drill = try #require(SampleRecords.incident().object)
        drill["labels"] = ["drill": true]
        try await world.hand(.object(drill))
        try await world.advance(to: "17:30")
        #expect(try Self.read(world) == [])
    }

    @Test func `of an incident nobody else is told of nothing is asked`() async throws {
        let world = try await Self.world { $0.steps = [["at": "-30m", "to": ["owing.duty"]]] }
        try await world.hand(SampleRecords.incident())
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        let known = try await world.machine.incident()
        #expect(!known.isTold(besides: .contact("anju-duty")))
        #expect(known.isTold(besides: .contact("secretary")))
    }
}
