import Calendars
import Cases
import Deliveries
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// Rates: the waiting messages, the length of the wait and the result.
@Suite struct RateStories {
    /// Returns a harness in which everybody is reached by one mail channel with a rate.
    static func world(
        _ settings: JSONObject, _ change: (inout StoryRules) -> Void = { _ in }
    ) async throws -> Harness {
        try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.channels["gated"] = channel(settings, rules)
            for name in StoryRules.people {
                rules.reach[name] = [
                    ["channel": "gated", "address": .string("\(name)@\(rules.domain)")]
                ]
            }
            change(&rules)
        }
    }

    static func channel(_ settings: JSONObject, _ rules: StoryRules) -> JSON {
        var channel: JSONObject = [
            "kind": "email", "server": .string("smtp://127.0.0.1:\(rules.mailPort)"),
            "tls": "none", "from": "duty@city.example",
        ]
        for member in settings.members { channel[member.key] = member.value }
        return .object(channel)
    }

    @Test func `of two that cannot be put together one goes and the other has the next turn`()
        async throws
    {
        let world = try await Self.world(["ratePerRecipient": ["messages": 1, "per": "10m"]])
        await world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        await world.machine.runtime.tellOperators(.intakeFailed, "a disk is gone")
        try await world.turn()
        #expect(try world.mails().count == 1)
        let next = try #require(try await world.machine.next())
        #expect(try next >= Harness.instant("16:07"), "and is not looked at all the time")
        try await world.advance(to: "16:15")
        #expect(try world.mails().count == 2)
    }

    @Test func `what was decided at different times waits together and is one message`()
        async throws
    {
        let world = try await Self.world(["rate": ["messages": 1, "per": "20m"]]) {
            $0.steps = [["at": "-1h", "to": ["owing.leader"]], ["at": "0", "to": ["operators"]]]
        }
        // The first message about an incident passes: each has one.
        for number in 0...7 {
            try world.drop(SampleRecords.incident("i-\(number)", at: "16:0\(number)"))
        }
        try await world.turn()
        try await world.advance(to: "17:59")
        let before = try world.mails().count
        #expect(before == 8)
        try await world.advance(to: "18:40")
        let mails = try world.mails().dropFirst(before)
        #expect(mails.map(\.to) == [["engineer"], ["engineer"]], "one token, and the next")
        #expect(mails.first?.text.contains("i-0") == true)
        for number in 1...7 { #expect(mails.last?.text.contains("i-\(number)") == true) }
        #expect(world.told.last?.hasPrefix("18:20 engineer") == true)
    }

    @Test func `one person's own rate stands in nobody else's way`() async throws {
        let world = try await Self.world([
            "rate": ["messages": 60, "per": "1m"],
            "ratePerRecipient": ["messages": 1, "per": "3h"],
        ])
        await world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        await world.machine.runtime.tellOperators(.intakeFailed, "a disk is gone")
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        #expect(
            world.told.filter { !$0.contains("engineer") } == [
                "17:30 anju-duty approaching", "18:00 anju-head overdue",
                "18:00 committee-duty overdue",
            ])
        #expect(try world.mails().count { $0.to == ["engineer"] } == 1)
    }

    @Test func `the first word on an incident passes a person's own rate, and the next one waits`()
        async throws
    {
        let world = try await Self.world(["ratePerRecipient": ["messages": 1, "per": "3h"]]) {
            $0.steps = [
                ["at": "-30m", "to": ["owing.duty"]], ["at": "-20m", "to": ["owing.duty"]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        for number in 1...4 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        try await world.advance(to: "17:30")
        let first = try world.mails()
        #expect(first.map(\.to) == Array(repeating: ["anju-duty"], count: 4))
        for number in 1...4 {
            #expect(first.count { $0.text.contains("(i-\(number),") } == 1, "i-\(number)")
            let attempts = try await world.machine.deliveries(of: .init("i-\(number)"))
                .flatMap(\.attempts)
            #expect(attempts.first?.notes.contains(.firstNotice) == true)
        }
        try await world.advance(to: "17:45")
        #expect(try world.mails().count == 4, "the second word is held by the rate")
    }

    @Test(arguments: [true, false])
    func `a rate that is taken away, or raised, lets go of what waits`(
        isRaised: Bool
    ) async throws {
        let world = try await Self.world(["ratePerRecipient": ["messages": 1, "per": "3h"]])
        for what in ["a folder", "a disk", "a cable"] {
            await world.machine.runtime.tellOperators(.intakeFailed, "\(what) is gone")
        }
        try await world.turn()
        try await world.advance(to: "16:06")
        #expect(try world.mails().count == 1)
        let rate: JSON = ["messages": 9, "per": "1m"]
        world.rules.channels["gated"] = Self.channel(
            isRaised ? ["ratePerRecipient": rate] : [:], world.rules)
        try await world.enforceRules()
        try await world.turn()
        #expect(try world.mails().count == 3)
    }

    @Test func `what the far side may have already goes by itself, under the id it has`()
        async throws
    {
        let world = try await Self.world(["rate": ["messages": 1, "per": "30m"]]) {
            $0.steps = [
                ["at": "-30m", "to": ["owing.duty"]], ["at": "0", "to": ["owing.leader"]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        try world.drop(SampleRecords.incident("i-1"), SampleRecords.incident("i-2", at: "16:01"))
        try await world.turn()
        try await world.advance(to: "17:59")
        // Sent, and the watcher dies before it has stored the result.
        world.clock.now = try Harness.instant("18:01")
        try await world.machine.advanceAll()
        world.machine.store.fail(with: .full(during: "settle"), after: 1)
        await world.machine.dispatch.drain()
        world.machine.store.fail(with: nil)
        let sent = try world.mails().filter { $0.to == ["anju-head"] }
        _ = try await world.machine.store.write { try $0.releaseLeases(except: "next") }
        try await world.restart()
        try await world.advance(to: "20:00")
        let mails = try world.mails().filter { $0.to == ["anju-head"] }
        for incident in ["i-1", "i-2"] {
            let about = mails.filter { $0.text.contains("(\(incident),") }
            #expect(!about.isEmpty)
            #expect(Set(about.map(\.id)).count == 1, "\(incident) under one id: \(sent.count)")
        }
    }

    @Test func `who was told by one message within another is told that it is over`()
        async throws
    {
        let world = try await Self.world(["rate": ["messages": 1, "per": "2h"]]) {
            $0.steps = [
                ["at": "-30m", "to": ["owing.duty"]], ["at": "0", "to": ["owing.leader"]],
                ["at": "+9h", "to": ["operators"]],
            ]
        }
        for number in 1...4 {
            try world.drop(SampleRecords.incident("i-\(number)", at: "16:0\(number)"))
        }
        try await world.turn()
        try await world.advance(to: "21:00")
        let head = try world.mails().filter { $0.to == ["anju-head"] }
        #expect(head.contains { $0.text.contains("i-4") }, "told in one of several")
        for number in 1...4 {
            var report = try #require(SampleRecords.report("r-\(number)", at: "21:00").object)
            report["incident"] = .string("i-\(number)")
            try world.drop(.object(report))
        }
        try await world.turn()
        try await world.advance(to: "+09:00")
        let later = try world.mails().filter { $0.to == ["anju-head"] }.dropFirst(head.count)
        let text = later.map(\.text).joined()
        for number in 1...4 {
            #expect(text.contains("i-\(number)"), "i-\(number) was told of")
        }
        #expect(text.contains("REPORTED"))
    }

    @Test func `why a message waited is kept when it is sent`() async throws {
        let world = try await Self.world(["ratePerRecipient": ["messages": 1, "per": "10m"]])
        await world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        await world.machine.runtime.tellOperators(.intakeFailed, "a disk is gone")
        try await world.turn()
        try await world.advance(to: "16:15")
        let sent = try await world.machine.store.read {
            try $0.deliveries(matching: DeliveryFilter(states: [.delivered]), limit: 9)
        }
        #expect(sent.count == 2)
        let waits = sent.flatMap(\.attempts).flatMap(\.notes).filter {
            if case .waited = $0 { true } else { false }
        }
        #expect(waits == [.waited(.rate("gated"))])
    }
}
