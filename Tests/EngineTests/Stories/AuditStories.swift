import Calendars
import Cases
import Engine
import Foundation
import Rules
import Storage
import TestSupport
import Testing
import Transports

@Suite struct AuditStories {
    /// A world whose rules name a heartbeat on the web server, and its auditor.
    private static func world() async throws -> (World, AuditService) {
        let world = try await World { $0.awaiting = ["committee"] }
        var json = try #require(world.rules.json.object)
        var settings = try #require(json["settings"]?.object)
        settings["heartbeat"] = [
            "url": .string(
                "http://127.0.0.1:\(world.rules.webPort)/status/200?beat=\(world.rules.domain)"),
            "every": "1m", "tolerance": "2m",
        ]
        json["settings"] = .object(settings)
        try world.folder.write(JSON.object(json).serialized(), to: "rules/rules.json")
        try await world.machine.enforce(
            RulesReading(folder: world.folder.path + "/rules", zones: Machine.zones))
        return (world, AuditService(office: world.machine.office, factory: world.machine.factory))
    }

    private static func beats(of world: World) throws -> Int {
        try World.webServer.get().log().filter {
            $0["path"]?.string?.hasSuffix("beat=" + world.rules.domain) == true
        }.count
    }

    @Test func `the heartbeat stops when the scheduler does, and the operators hear`()
        async throws
    {
        let (world, auditor) = try await Self.world()
        try await world.hand(Told.incident())
        await auditor.beat()
        #expect(try Self.beats(of: world) == 1)
        // The scheduler is stuck: time goes by, and nobody advances what is due.
        world.clock.now = try World.instant("17:33")
        await auditor.beat()
        #expect(try Self.beats(of: world) == 1)
        await world.machine.dispatch.drain()
        let told = try world.mails().filter { $0.subject.contains("found itself ill") }
        #expect(told.map(\.to) == [["engineer"]])
        #expect(told[0].text.contains("due since 2026-05-12T09:30:00Z"))
        await auditor.beat()
        #expect(try world.mails().count == 1, "told once")
        try await world.turn()
        await auditor.beat()
        #expect(try Self.beats(of: world) == 2)
    }

    @Test func `a message nobody takes stops it too`() async throws {
        let (world, auditor) = try await Self.world()
        try await world.hand(Told.incident())
        world.clock.now = try World.instant("17:30")
        try await world.machine.advanceAll()
        world.clock.now = try World.instant("17:33")
        let settings = await world.machine.office.desk.rules.current.settings
        let findings = await auditor.findings(settings)
        #expect(findings.count == 1)
        let text = try #require(findings.first?.text)
        #expect(text.contains("a message has been waiting since 2026-05-12T09:30:00Z"))
        #expect(text.contains("on the channel mail"))
    }

    @Test func `a channel that is busy is not called stuck before long`() async throws {
        let (world, auditor) = try await Self.world()
        try await world.hand(Told.incident("i-1"))
        try await world.hand(Told.incident("i-2"))
        world.clock.now = try World.instant("17:30")
        try await world.machine.advanceAll()
        let now = world.clock.now
        let claimed = try await world.machine.store.write {
            try $0.claim(limit: 1, at: now, leaseUntil: now + .seconds(3_600), owner: "slow")
        }
        #expect(claimed.count == 1)
        let settings = await world.machine.office.desk.rules.current.settings
        world.clock.now = try World.instant("17:40")
        #expect(await auditor.findings(settings) == [])
        world.clock.now = try World.instant("17:46")
        let findings = await auditor.findings(settings)
        #expect(findings.count == 1)
        #expect(findings.first?.text.contains("which takes them too slowly") == true)
    }

    @Test func `a message that is put off for ever is found`() async throws {
        let (world, auditor) = try await Self.world()
        try await world.hand(Told.incident())
        world.clock.now = try World.instant("17:30")
        try await world.machine.advanceAll()
        let settings = await world.machine.office.desk.rules.current.settings
        func putOff(_ remark: String) async throws -> [String] {
            let now = world.clock.now
            try await world.machine.store.write { transaction in
                for entry in try transaction.claim(
                    limit: 9, at: now, leaseUntil: now + .seconds(60), owner: "w")
                {
                    _ = try transaction.settle(
                        Settlement(
                            delivery: entry.id, owner: "w",
                            outcome: .deferred(until: now + .seconds(60)), attempt: nil,
                            remark: remark))
                }
            }
            return await auditor.findings(settings).map(\.text).filter { $0.contains("msg_") }
        }
        world.clock.now = world.clock.now + .seconds(24 * 3_600)
        #expect(try await putOff("the rate of the channel mail") == [])
        world.clock.now = world.clock.now + .seconds(3_600)
        #expect(try await putOff("muted by works") == [], "that is meant")
        world.clock.now = world.clock.now + .seconds(60)
        let found = try await putOff("the rate of the channel mail")
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("still waits: the rate of the channel mail") == true)
    }

    @Test func `that it was down is told when it is back`() async throws {
        let (world, _) = try await Self.world()
        _ = try await world.machine.clockwork.begin(isFirst: true)
        world.clock.now = try World.instant("16:30")
        _ = try await world.machine.clockwork.begin(isFirst: true)
        await world.machine.dispatch.drain()
        let mail = try #require(try world.mails().first)
        #expect(mail.subject.contains("not watching for a while"))
        #expect(mail.text.contains("2026-05-12T08:05:00Z – 2026-05-12T08:30:00Z"))
    }
}
