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

/// The output of `duebell explain` about messages sent to real servers.
@Suite struct ExplainStories {
    private static func run(_ world: Harness, _ arguments: String...) async throws -> [String] {
        let outcome = try await Program.run(arguments, in: world.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(whereSeparator: \.isNewline).map {
            String($0.drop { $0 == " " })
        }
    }

    private static func json(_ world: Harness, _ arguments: String...) async throws -> JSON {
        let outcome = try await Program.run(
            arguments + ["--format", "json"], in: world.folder.path)
        return try JSONReader.read(Array(outcome.output.utf8))
    }

    /// Returns a harness in which a rate holds two incidents, which reach the leader in one
    /// message.
    private static func bundled() async throws -> Harness {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["slow"] = [
                "kind": "maildir", "path": "slow", "from": "duty@city.example",
                "rate": ["messages": 1, "per": "10m"],
            ]
            rules.reach["anju-head"] = [["channel": "slow", "address": "head@city.example"]]
            rules.steps = [
                ["at": "-30m", "to": ["owing.duty"]], ["at": "-12m", "to": ["owing.leader"]],
                ["at": "-10m", "to": ["owing.leader"]], ["at": "-9m", "to": ["owing.leader"]],
            ]
        }
        for number in 1...3 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:30")
        try await world.advance(to: "18:10")
        return world
    }

    @Test func `of an incident it shows what its messages went out with, and how that fared`()
        async throws
    {
        let world = try await Self.bundled()
        let lines = try await Self.run(world, "explain", "i-2")
        let carrier = try #require(lines.first { $0.hasPrefix("combined message: msg_") })
        #expect(carrier.hasSuffix("  delivered"))
        let id = try #require(carrier.split(separator: " ").first { $0.hasPrefix("msg_") })
        #expect(lines.contains { $0.contains("on slow  delivered  \(id)") })
        #expect(lines.contains("All times are in Asia/Shanghai."))
        #expect(
            lines.contains(
                "timing: step 2 runs 12 min before the deadline 05-12 18:00"))
        let whole = try await Self.run(world, "explain", String(id))
        let reasons = whole.filter { $0.hasPrefix("reason: due soon") }
        #expect(reasons.count > 1)
        #expect(reasons.allSatisfy { $0.contains("  i-") }, "each says which incident")
    }

    @Test func `a record with a wrong name stays visible, with the nearest name`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        try await world.hand([
            "type": "report", "id": "r-9", "incident": "i-1", "from": "anju", "to": "comittee",
            "submittedAt": "2026-05-12T16:00:00+08:00",
        ])
        for command in ["show", "explain"] {
            let lines = try await Self.run(world, command, "i-1")
            #expect(
                lines.contains { line in
                    line.contains("report r-9") && line.contains("nearest is `committee`")
                }, "\(lines)")
        }
        let json = try await Self.json(world, "show", "i-1")
        let about = json["faults"]?.array?.compactMap { $0["about"]?.string }
        #expect(about == ["report r-9"])
    }

    @Test func `where no event time is known, the time since the record is shown`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        var incident = try #require(SampleRecords.incident().object)
        incident["occurredAt"] = nil
        try await world.hand(.object(incident))
        let lines = try await Self.run(world, "list")
        let row = try #require(lines.first { $0.contains("needs ") }, "\(lines)")
        #expect(row.contains(" ago"))
        let shown = try await Self.run(world, "show", "i-1")
        #expect(shown.contains { $0.contains("since the record arrived)") }, "\(shown)")
        #expect(!shown.contains { $0.contains("since the event") })
    }

    @Test func `why a message waited is said also of one that went out with others`()
        async throws
    {
        let world = try await Self.bundled()
        let histories = try await world.machine.store.read {
            try $0.deliveries(matching: DeliveryFilter(states: [.merged]), limit: 9)
        }
        #expect(histories.contains { $0.entry.holds.map(\.kind) == [.rate] })
        for history in histories {
            let carrier = try #require(history.entry.mergedInto)
            let whole = try await world.machine.store.read { try $0.delivery(carrier) }
            #expect(whole != nil)
        }
        let texts = try await Self.run(world, "deliveries", "--details")
        #expect(
            texts.contains { $0.hasPrefix("note: merged into msg_") && $0.contains("; rate limit") }
        )
    }

    @Test func `programs are told why, why to them, why then and by which way`() async throws {
        let world = try await Self.bundled()
        let history = try #require(
            try await world.machine.deliveries(of: "i-1").first {
                $0.entry.recipient == "contact:anju-duty"
            })
        let json = try await Self.json(world, "explain", history.entry.id.text)
        let why = try #require(json["why"]?.array?.first)
        #expect(why["incident"] == "i-1")
        #expect(why["obligation"] == "urgent/city@committee")
        #expect(why["because"] == "owing.duty")
        #expect(why["deadline"] == "2026-05-12T10:00:00Z")
        #expect(why["steps"]?.array?.first?["at"] == "-PT30M")
        #expect(json["reach"] == 1)
        #expect(json["delay"] == "PT0S")
        #expect(json["attempts"]?.array?.first?["delay"] == "PT0S")
        let story = try await Self.json(world, "explain", "i-2")
        let kinds = story["deliveries"]?.array?.compactMap { $0["mergedInto"]?.string } ?? []
        #expect(!kinds.isEmpty)
    }

    @Test func `a message to the operators says why they are told, and can be sent once more`()
        async throws
    {
        let world = try await Harness { rules in
            rules.reach["engineer"] = [StoryRules.mail("rcpt550", rules.domain)]
        }
        await world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        try await world.turn()
        func own() async throws -> OutboxEntry {
            let all = try await world.machine.store.read {
                try $0.deliveries(matching: DeliveryFilter(), limit: 9)
            }
            return try #require(all.first?.entry)
        }
        let before = try await own()
        #expect(before.state == .refused)
        let lines = try await Self.run(world, "explain", before.id.text)
        #expect(lines.contains("reason: Inbox cannot be read  a folder is gone"))
        #expect(lines.contains { $0.hasPrefix("recipient chosen by: an operator") })
        world.rules.reach["engineer"] = [StoryRules.mail("engineer", world.rules.domain)]
        try await world.enforceRules()
        world.clock.now = world.clock.now + .seconds(3 * 86_400)
        _ = try await Self.run(world, "retry", before.id.text, "--by", "li")
        _ = await world.machine.intake.step(at: world.clock.now)
        let queued = try await own()
        #expect(queued.state == .waiting)
        #expect(queued.request?.by == "li")
        #expect(queued.decidedAt == before.decidedAt, "when it was decided stays what it was")
        try await world.turn()
        #expect(try await own().state == .delivered)
        #expect(try world.mails().contains { $0.to == ["engineer"] })
        let after = try await Self.run(world, "explain", before.id.text)
        #expect(after.contains { $0.contains("retry requested by li at ") })
        let cases = try await world.machine.store.read {
            try $0.cases(matching: CaseFilter(), limit: 9, after: nil)
        }
        #expect(cases.isEmpty, "no case is opened for it")
    }

    // MARK: All facts about one message

    /// Sends by the second contact method, which is requested at a time and not cleared for the
    /// content.
    @Test func `one message says its channel, what was answered, what was left out and how late`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            func room(_ path: String) -> String {
                "http://127.0.0.1:\(rules.webPort)/\(path)&world=\(rules.domain)"
            }
            rules.channels["front"] = [
                "kind": "webhook", "url": .string(room("status/400?say=gone")),
            ]
            rules.channels["back"] = [
                "kind": "webhook", "carries": ["public", "internal"],
                "url": .string(room("first/429/1?retry-after=120&say=slow")),
            ]
            rules.reach["anju-duty"] = [["channel": "front"], ["channel": "back"]]
            rules.steps = [
                ["at": "-30m", "to": ["owing.duty"]], ["at": "+9h", "to": ["operators"]],
            ]
        }
        var incident = try #require(SampleRecords.incident().object)
        incident["classification"] = "secret"
        try await world.hand(.object(incident))
        try await world.advance(to: "17:40")
        let history = try #require(
            try await world.machine.deliveries().first { $0.entry.channel == "back" })
        #expect(history.attempts.map(\.code) == [429, 200])
        let id = history.entry.id.text
        let lines = try await Self.run(world, "explain", id)
        let masked =
            "content omitted: channel back may not carry \"secret\", only public, internal"
        for line in [
            "channel: back, contact method 2 (the previous one failed)",
            "reply: 429 slow  (05-12 17:30, +0 ms)",
            "reply: 200 slow  (05-12 17:32, +2 min)", masked,
            "text: built-in (en, Asia/Shanghai)",
        ] {
            #expect(lines.contains(line), "\(line) in \(lines)")
        }
        #expect(lines.count { $0 == masked } == 2, "with each attempt")
        let json = try await Self.json(world, "explain", id)
        #expect(json["channel"] == "back" && json["reach"] == 2 && json["state"] == "delivered")
        #expect(json["delay"] == "PT2M")
        let attempts = json["attempts"]?.array ?? []
        #expect(attempts.map { $0["code"] } == [429, 200])
        #expect(attempts.map { $0["answer"] } == ["slow", "slow"])
        #expect(attempts.map { $0["delay"] } == ["PT0S", "PT2M"])
        for attempt in attempts {
            let remarks = attempt["remarks"]?.array ?? []
            #expect(
                remarks.contains(.string(masked))
                    && remarks.contains("text: built-in (en, Asia/Shanghai)"))
        }
    }

    // MARK: The list

    @Test func `the list shows what failed alone, and what was decided since a time`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [StoryRules.mail("rcpt550", rules.domain)]
            rules.steps = [
                ["at": "-30m", "to": ["owing.duty", "owing.leader"]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:35")
        let all = try await world.machine.deliveries()
        let refused = try #require(all.first { $0.entry.state == .refused }?.entry.id.text)
        let delivered = try #require(all.first { $0.entry.state == .delivered }?.entry.id.text)
        func ids(_ arguments: String...) async throws -> [String] {
            let format = ["--format", "json"]
            let list = try await Program.run(
                ["deliveries"] + arguments + format, in: world.folder.path)
            return try list.lines.compactMap {
                try JSONReader.read(Array($0.utf8))["delivery"]?.string
            }
        }
        #expect(try await ids("--failed") == [refused])
        let text = try await Self.run(world, "deliveries", "--failed", "--details").joined(
            separator: "\n")
        #expect(text.contains(refused) && !text.contains(delivered))
        #expect(text.contains("reply: 550 "))
        #expect(Set(try await ids()).isSuperset(of: [refused, delivered]))
        for since in [SampleRecords.recordedTime("17:00"), SampleRecords.recordedTime("17:30")] {
            #expect(try await ids("--failed", "--since", since) == [refused], "\(since)")
        }
        // Decided long ago by this machine's clock.
        for since in [SampleRecords.recordedTime("17:31"), "2h"] {
            #expect(try await ids("--failed", "--since", since) == [], "\(since)")
            #expect(try await ids("--since", since) == [], "\(since)")
        }
        let nothing = try await Self.run(world, "deliveries", "--since", "2h")
        #expect(nothing == ["No messages found."])
    }
}
