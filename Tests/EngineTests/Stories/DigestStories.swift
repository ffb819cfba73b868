import Calendars
import Cases
import Engine
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// Digests at the times of their schedules, with a real mail server.
@Suite struct DigestStories {
    private static func world(
        _ digests: JSON?, language: String = "en", at time: String = "16:05"
    ) async throws -> Harness {
        let world = try await Harness(at: time) { $0.language = language }
        if let digests {
            let more: JSON = ["digests": digests]
            try world.folder.write(more.serialized(), to: "rules/digests.json")
            try await world.enforceRules()
        }
        await step(world)
        return world
    }

    /// Lets the service send what is due, and the mails leave.
    private static func step(_ world: Harness) async {
        let runtime = world.machine.runtime
        _ = await DigestService(runtime: runtime).step(at: runtime.timekeeper.now())
        await world.machine.dispatch.drain()
    }

    private static func digests(of world: Harness) throws -> [Harness.Mail] {
        try world.mails().filter { $0.subject.contains("[DIGEST]") || $0.subject.contains("【清单】") }
    }

    @Test func `without digests the operators get one at 08:00 while something is open`()
        async throws
    {
        let world = try await Self.world(nil)
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.advance(to: "+07:59")
        await Self.step(world)
        #expect(try Self.digests(of: world).isEmpty)
        try await world.advance(to: "+08:00")
        await Self.step(world)
        let mail = try #require(try Self.digests(of: world).first)
        #expect(mail.to == ["engineer"])
        #expect(mail.subject == "[DIGEST] Reports outstanding: 2 overdue")
        #expect(mail.text.contains("As of 08:00 on 13 May 2026 (Asia/Shanghai): 2 overdue."))
        #expect(mail.text.contains("12 May 18:00: 14 h late · anju → committee · "))
        #expect(mail.text.contains("(i-1)"))
        await Self.step(world)
        #expect(try Self.digests(of: world).count == 1)
    }

    @Test func `a digest that lists nothing is sent only where the rules say so`() async throws {
        let quiet = try await Self.world(nil)
        try await quiet.jump(to: "+08:00")
        await Self.step(quiet)
        #expect(try Self.digests(of: quiet).isEmpty)
        let told = try await Self.world([
            "daily": ["cron": "0 8 * * *", "to": ["contact:engineer"], "empty": true]
        ])
        try await told.jump(to: "+08:00")
        await Self.step(told)
        let mail = try #require(try Self.digests(of: told).first)
        #expect(mail.subject.hasSuffix("nothing outstanding"))
    }

    @Test func `each unit gets the list of its own reports`() async throws {
        let world = try await Self.world([
            "own": ["title": "Your reports", "cron": "0 17 * * *", "to": ["owing.duty"]],
            "expected": ["cron": "0 17 * * *", "to": ["awaiting.leader"]],
        ])
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.advance(to: "17:00")
        await Self.step(world)
        let mails = try Self.digests(of: world)
        let own = try #require(mails.first { $0.to == ["anju-duty"] })
        #expect(own.subject == "[DIGEST] Your reports: 2 not yet due")
        let expected = mails.filter { $0.to == ["committee-head"] }
        #expect(expected.count == 1)
        #expect(expected.first?.text.contains("anju → committee") == true)
        #expect(expected.first?.text.contains("→ government") == false)
    }

    @Test func `a digest says what was decided since the one before`() async throws {
        let world = try await Self.world([
            "daily": ["cron": "0 8 * * *", "to": ["contact:secretary"]]
        ])
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.advance(to: "19:00")
        try await world.hand(SampleRecords.report(to: "committee", at: "19:00"))
        try await world.advance(to: "+08:00")
        await Self.step(world)
        let mail = try #require(try Self.digests(of: world).first { $0.to == ["secretary"] })
        #expect(mail.subject == "[DIGEST] Reports outstanding: 1 overdue")
        #expect(mail.text.contains("Decided since 12 May 16:05: 1 late"))
        #expect(mail.text.contains("1 h late · anju → committee"))
    }

    @Test func `after days without a watcher one digest is sent, which says that it is late`()
        async throws
    {
        let world = try await Self.world(nil)
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.restart()
        // The cleaning of old markers at the start keeps the time of the digest.
        try await world.jump(to: "+20:00")
        _ = await RulesExpiryService(runtime: world.machine.runtime).step(at: world.clock.now)
        await Self.step(world)
        await Self.step(world)
        let mails = try Self.digests(of: world)
        #expect(mails.count == 1)
        #expect(mails.first?.text.contains("This list is late") == true)
        try await world.restart()
        await Self.step(world)
        #expect(try Self.digests(of: world).count == 1)
    }

    @Test func `content stays off a channel that is not cleared for it`() async throws {
        let world = try await Harness(at: "16:05") { rules in
            rules.channels["gated"] = [
                "kind": "email", "server": .string("smtp://127.0.0.1:\(rules.mailPort)"),
                "tls": "none", "from": "duty@city.example", "carries": ["internal"],
            ]
            rules.reach["secretary"] = [
                ["channel": "gated", "address": .string("secretary@\(rules.domain)")]
            ]
        }
        let more: JSON = [
            "digests": ["daily": ["cron": "0 17 * * *", "to": ["contact:secretary"]]]
        ]
        try world.folder.write(more.serialized(), to: "rules/digests.json")
        try await world.enforceRules()
        await Self.step(world)
        try await world.hand(SampleRecords.incident("i-secret"))
        try await world.advance(to: "17:00")
        await Self.step(world)
        let mail = try #require(try Self.digests(of: world).first)
        #expect(mail.text.contains("(content withheld)"))
        #expect(!mail.text.contains("i-secret"))
        #expect(mail.text.contains("anju → committee"))
    }

    @Test func `a digest in Chinese has its words in Chinese`() async throws {
        let world = try await Self.world(nil, language: "zh-Hans")
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.jump(to: "+08:00")
        await Self.step(world)
        let mail = try #require(try Self.digests(of: world).first)
        #expect(mail.subject == "【清单】报送情况清单：逾期未报 2 项")
        #expect(mail.text.contains("逾期未报"))
        #expect(mail.text.contains("5月12日 18:00"))
    }
}
