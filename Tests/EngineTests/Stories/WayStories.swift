import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// The contact methods of one person: the choice, the moment of the next one, and the way back.
@Suite struct WayStories {
    private static let dead: JSON = [
        "kind": "email", "server": "smtp://127.0.0.1:9", "tls": "none", "from": "duty@city.example",
    ]

    private static func alive(_ world: Harness) -> JSON {
        RateStories.channel([:], world.rules)
    }

    private static func web(_ path: String, _ rules: StoryRules) -> JSON {
        [
            "kind": "webhook",
            "url": .string("http://127.0.0.1:\(rules.webPort)/\(path)?world=\(rules.domain)"),
        ]
    }

    @Test func `while every way is broken, the first that works is taken, also the very first`()
        async throws
    {
        let world = try await Harness { rules in
            (rules.channels["a"], rules.channels["b"]) = (Self.dead, Self.dead)
            let address = JSON.string("anju-duty@\(rules.domain)")
            rules.reach["anju-duty"] = [
                ["channel": "a", "address": address], ["channel": "b", "address": address],
            ]
        }
        for number in 1...12 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:40")
        world.rules.channels["a"] = Self.alive(world)
        try await world.enforceRules()
        try await world.advance(to: "17:50")
        let duty = try world.mails().filter { $0.to == ["anju-duty"] }
        #expect(duty.count == 12)
        #expect(Set(duty.map(\.id)).count == 12, "each under one id")
    }

    @Test func `a way that has refused is not taken again, though the next one is broken`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["b"] = Self.dead
            rules.channels["c"] = RateStories.channel([:], rules)
            let address = JSON.string("anju-duty@\(rules.domain)")
            // Other deliveries find out that b is broken.
            for name in ["anju-head", "committee-duty"] {
                rules.reach[name] = [["channel": "b", "address": address]]
            }
            rules.reach["anju-duty"] = [
                StoryRules.mail("rcpt550", rules.domain), ["channel": "b", "address": address],
                ["channel": "c", "address": address],
            ]
            rules.steps = [
                ["at": "-1h", "to": ["owing.leader", "awaiting.duty"]],
                ["at": "-30m", "to": ["owing.duty"]], ["at": "+9h", "to": ["operators"]],
            ]
        }
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:31")
        let ways = try await world.machine.deliveries().filter {
            $0.entry.recipient == "contact:anju-duty"
        }
        #expect(ways.map(\.entry.channel) == ["mail", "b", "c"])
        #expect(ways.map(\.entry.state) == [.refused, .refused, .delivered])
        #expect(ways.map(\.attempts.count) == [1, 0, 1], "asked once")
        #expect(try world.mails().count { $0.to == ["anju-duty"] } == 3)
    }

    @Test func `a way that only puts off has the time of its step, and the next one is taken then`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["a"] = Self.web("status/400", rules)
            rules.channels["b"] = Self.web("status/429", rules)
            rules.reach["anju-duty"] = [
                ["channel": "a"], ["channel": "b"], StoryRules.mail("anju-duty", rules.domain),
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(try world.mails().isEmpty)
        try await world.advance(to: "18:00")
        let mails = try world.mails().filter { $0.to == ["anju-duty"] }
        #expect(mails.count == 1)
        // Given up at the last retry that would still precede the next step.
        let told = try #require(world.told.first { $0.contains("anju-duty") })
        #expect(told > "17:30" && told < "18:01", "\(told)")
    }

    @Test func `at the last step a ban on the first way gives way to the second at once`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["b"] = Self.web("status/429", rules)
            if case .object(var chat) = rules.channels["b"] {
                chat["url"] = .string((chat["url"]?.string ?? "") + "&retry-after=600")
                rules.channels["b"] = .object(chat)
            }
            rules.reach["secretary"] = [
                ["channel": "b"], StoryRules.mail("secretary", rules.domain),
            ]
            rules.steps = [["at": "0", "to": ["contact:secretary"]]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        #expect(try world.mails().count { $0.to == ["secretary"] } == 1)
    }

    @Test func `what no further step replaces is not left on one way for a day`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["b"] = Self.web("status/429", rules)
            rules.reach["secretary"] = [
                ["channel": "b"], StoryRules.mail("secretary", rules.domain),
            ]
            rules.steps = [["at": "0", "to": ["contact:secretary"]]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:20")
        #expect(try world.mails().contains { $0.to == ["secretary"] })
    }

    @Test func `that a channel works again is told also after a restart, and its failing once`()
        async throws
    {
        let world = try await Harness { rules in
            rules.channels["gated"] = Self.dead
            for name in StoryRules.people where name != "engineer" {
                rules.reach[name] = [
                    ["channel": "gated", "address": .string("\(name)@\(rules.domain)")]
                ]
            }
        }
        for number in 1...8 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:45")
        try await world.restart()
        try await world.advance(to: "18:10")
        func told(_ what: String) throws -> Int {
            try world.mails().count { $0.to == ["engineer"] && $0.subject.contains(what) }
        }
        #expect(try told("Channel failing") == 1)
        world.rules.channels["gated"] = Self.alive(world)
        try await world.enforceRules()
        try await world.restart()
        try await world.advance(to: "19:10")
        #expect(try told("Channel recovered") == 1)
        #expect(try told("Channel failing") == 1)
    }

    @Test func `a channel whose key is wrong is told at once, though there is another way`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["a"] = Self.web("status/401", rules)
            rules.reach["anju-duty"] = [
                ["channel": "a"], StoryRules.mail("anju-duty", rules.domain),
            ]
        }
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:31")
        let told = try world.mails().filter { $0.to == ["engineer"] }
        #expect(told.map(\.subject) == ["[Duebell] Channel failing"])
        #expect(told.first?.text.contains("a: 401") == true)
        #expect(try world.mails().count { $0.to == ["anju-duty"] } == 3)
    }

    @Test func `a drill among others never reaches those outside`() async throws {
        let world = try await RateStories.world(["rate": ["messages": 1, "per": "40m"]])
        try world.addPress()
        world.rules.steps = [
            ["at": "-30m", "to": ["owing.duty"]],
            ["at": "0", "to": ["contact:press", "owing.leader"]],
            ["at": "+9h", "to": ["operators"]],
        ]
        try await world.enforceRules()
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "18:00")
        // Only now is one of them declared a drill.
        var drill = try #require(SampleRecords.incident("i-2").object)
        (drill["id"], drill["labels"]) = ("i-2-is-a-drill", ["drill": true])
        try await world.hand(.object(drill))
        try await world.advance(to: "21:00")
        let press = try world.mails().filter { $0.to == ["press"] }
        #expect(press.contains { $0.text.contains("i-1") && $0.text.contains("i-3") })
        #expect(press.allSatisfy { !$0.text.contains("i-2") && !$0.subject.contains("DRILL") })
        let head = try world.mails().filter { $0.to == ["anju-head"] && $0.text.contains("i-1") }
        #expect(head.allSatisfy { !$0.subject.contains("DRILL") }, "what is real leads")
    }

    @Test func `what was muted is counted, also where all of it is over`() async throws {
        let world = try await RateStories.world([:]) {
            $0.steps = [["at": "-30m", "to": ["owing.duty"]], ["at": "+9h", "to": ["operators"]]]
        }
        try world.folder.write(
            #"{"mutes": {"works": {"from": "2026-05-12T17:00", "until": "2026-05-12T20:00"}}}"#,
            to: "rules/mutes.json")
        try await world.enforceRules()
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:40")
        for number in 1...3 {
            var report = try #require(SampleRecords.report("r-\(number)", at: "17:40").object)
            report["incident"] = .string("i-\(number)")
            try world.drop(.object(report))
        }
        try await world.turn()
        try await world.advance(to: "20:01")
        let duty = try world.mails().filter { $0.to == ["anju-duty"] }
        #expect(duty.count == 1)
        #expect(duty.first?.text.hasPrefix("3 messages were held back") == true)
    }

    @Test func `a late notice before the deadline is not let through as overdue`() async throws {
        let world = try await RateStories.world([:])
        try world.folder.write(
            #"{"mutes": {"night": {"only": {"hours": "00:00-24:00"}, "exempt": ["overdue"]}}}"#,
            to: "rules/mutes.json")
        try await world.enforceRules()
        world.clock.now = try Harness.instant("17:50")
        try await world.hand(SampleRecords.incident())
        #expect(world.told == [])
        try await world.advance(to: "18:00")
        #expect(world.told.contains { $0.hasPrefix("18:00 anju-duty") })
    }
}
