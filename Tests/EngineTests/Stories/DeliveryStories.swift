import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct DeliveryStories {
    @Test func `a mailbox that is refused gives way to the next at once`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [
                StoryRules.mail("rcpt550", rules.domain), StoryRules.mail("second", rules.domain),
            ]
            rules.steps = [["at": "-30m", "to": ["owing.duty", "owing.leader"]]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(
            world.told == [
                "17:30 anju-head approaching", "17:30 engineer exhausted",
                "17:30 second approaching",
            ])
        let states = try await world.machine.deliveries().map {
            "\($0.entry.address?.prefix { $0 != "@" } ?? "") \($0.entry.state.rawValue)"
        }
        #expect(
            Set(states) == [
                "rcpt550 refused", "anju-head delivered", "engineer delivered", "second delivered",
            ])
    }

    @Test func `a mailbox that puts us off is tried again under the same id`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [
                StoryRules.mail("data451", rules.domain), StoryRules.mail("second", rules.domain),
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        let mails = try world.mails().filter { $0.to == ["data451"] }
        #expect(mails.count >= 7)
        #expect(Set(mails.map(\.id)).count == 1)
        let history = try #require(
            try await world.machine.deliveries().first { $0.entry.state == .expired })
        #expect(history.entry.address?.hasPrefix("data451@") == true)
        #expect(history.attempts.allSatisfy { $0.code == 451 })
        var pause = Duration.seconds(5)
        for (earlier, later) in zip(history.attempts, history.attempts.dropFirst()) {
            let gap = later.startedAt - earlier.startedAt
            #expect(gap >= pause * 0.79 && gap <= pause * 1.21)
            pause = min(pause * 2, .seconds(600))
        }
        let second = world.told.filter { $0.contains("second") }
        #expect(second.count == 1)
        #expect(try #require(second.first) < "18:00", "the next way is due before the next step")
    }

    @Test func `who cannot be reached at all is told to the operators`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [
                StoryRules.mail("rcpt550", rules.domain), StoryRules.mail("rcpt553", rules.domain),
            ]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        #expect(world.told == ["17:30 engineer [Duebell] Message not delivered"])
        let mail = try #require(try world.mails().last)
        #expect(mail.text.contains("contact:anju-duty by mail: 553"))
        try await world.advance(to: "17:40")
        try await world.hand(SampleRecords.report(at: "17:40"))
        #expect(world.told.count == 1, "nobody was told, so nobody hears that it is over")
    }

    @Test func `operators who cannot be reached are not told so for ever`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            for name in ["anju-duty", "engineer"] {
                rules.reach[name] = [StoryRules.mail("rcpt550", rules.domain)]
            }
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:31")
        #expect(world.told == [])
        #expect(try await world.machine.store.read { try $0.earliestDelivery() } == nil)
    }

    @Test func `a web address that fails once gets the same id again`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.duty = "first/500/1"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:31")
        let posts = try world.posts()
        let history = try #require(try await world.machine.deliveries().first)
        try #require(posts.count == 2, "\(history.attempts)")
        #expect(Set(posts.map(\.id)).count == 1)
        #expect(posts[0].body == posts[1].body)
        #expect(history.entry.state == .delivered)
        #expect(history.attempts.map(\.code) == [500, 200])
        #expect(history.entry.id.text == posts[0].id)
    }

    @Test func `a web address that names a pause gets it`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.duty = "first/429/1?retry-after=120"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:40")
        let attempts = try #require(try await world.machine.deliveries().first).attempts
        try #require(attempts.map(\.code) == [429, 200])
        #expect(attempts[1].startedAt - attempts[0].startedAt == .seconds(120))
    }

    @Test func `a channel whose secret is missing waits, and speaks when it is mended`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [["channel": "chat"]]
            rules.channels = ["chat": ["kind": "webhook", "url": ["$env": "NOBODY_SET_THIS"]]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:31")
        #expect(world.told == [])
        let attempt = try #require(try await world.machine.deliveries().first?.attempts.first)
        #expect(attempt.text == "the environment variable NOBODY_SET_THIS is not set")
        world.rules.channels = [:]
        world.rules.reach["anju-duty"] = nil
        world.rules.channels["chat"] = [
            "kind": "webhook",
            "url": .string(
                "http://127.0.0.1:\(world.rules.webPort)/status/200?world=\(world.rules.domain)"),
        ]
        try await world.enforceRules()
        try await world.advance(to: "17:45")
        #expect(world.told.map { $0.dropFirst(6) } == ["anju-duty approaching"])
    }

    @Test func `a message that was sent but not settled is sent again under its id`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try await world.hand(SampleRecords.incident())
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        world.machine.store.fail(with: .io(during: "a story", detail: "gone"), after: 1)
        await world.machine.dispatch.drain()
        world.machine.store.fail(with: nil)
        try await world.turn()
        #expect(try world.mails().count == 1, "until its lease is over nobody else sends it")
        try await world.advance(to: "17:45")
        let mails = try world.mails()
        #expect(mails.count == 2)
        #expect(Set(mails.map(\.id)).count == 1)
    }

    @Test func `who is being told when the report comes is told that it is over`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.duty = "slow/2"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        try await world.hand(SampleRecords.incident())
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        let dispatch = world.machine.dispatch
        async let slow: Void = dispatch.drain()
        try await eventually("the reminder is on its way") { try !world.posts().isEmpty }
        try world.drop(SampleRecords.report(at: "17:29"))
        _ = await world.machine.intake.step(at: world.clock.now)
        await world.machine.dispatcher(named: "other").drain()
        await slow
        try await world.advance(to: "17:31")
        #expect(try world.posts().count == 2)
        #expect(world.told.last?.hasSuffix(" anju-duty met") == true)
    }

    @Test func `two dispatchers on one store send each message once`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        for number in 1...40 { try world.drop(SampleRecords.incident("i-\(number)")) }
        try await world.turn()
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        let (first, second) = (world.machine.dispatch, world.machine.dispatcher(named: "other"))
        async let one: Void = first.drain()
        async let other: Void = second.drain()
        _ = await (one, other)
        let ids = try world.mails().map(\.id)
        #expect(ids.count == 40)
        #expect(Set(ids).count == 40)
    }

    @Test func `what failed for good is sent once more when somebody asks`() async throws {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.reach["anju-duty"] = [StoryRules.mail("rcpt550", rules.domain)]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        func history() async throws -> DeliveryHistory? {
            try await world.machine.deliveries().first {
                $0.entry.recipient == "contact:anju-duty"
            }
        }
        let before = try #require(try await history())
        #expect(before.entry.state == .refused)
        #expect(before.attempts.count == 1)
        try await world.hand([
            "type": "retry", "incident": "i-1", "delivery": .string(before.entry.id.text),
            "by": "li-na", "at": .string(SampleRecords.recordedTime("17:35")),
        ])
        let after = try #require(try await history())
        #expect(after.entry.id == before.entry.id)
        #expect(after.attempts.count == 2)
    }
}
