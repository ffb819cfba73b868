import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import JSON
import Logging
import Rules
import Storage
import TestSupport
import Testing
import Transports

@Suite struct WatchdogStories {
    @Test func `the heartbeat stops when the scheduler does, and the operators hear`()
        async throws
    {
        let runtime = try await WatchdogHarness()
        try await runtime.world.hand(SampleRecords.incident())
        await runtime.auditor.beat()
        #expect(try runtime.beats() == 1)
        try await runtime.pass(to: "17:29")
        let before = try runtime.beats()
        // The scheduler is stuck: time passes, and nobody advances due cases.
        try await runtime.pass(to: "17:33", scheduling: false)
        let since = try runtime.beats()
        #expect(since == before + 3, "nothing was late by more than the tolerance till 17:32")
        await runtime.world.machine.dispatch.drain()
        let told = try runtime.world.mails().filter { $0.subject.contains("Health check failed") }
        #expect(told.allSatisfy { $0.to == ["engineer"] })
        let words = "due for processing since 17:30 on 12 May 2026 (Asia/Shanghai)"
        #expect(told.count { $0.text.contains(words) } == 1)
        await runtime.auditor.beat()
        await runtime.world.machine.dispatch.drain()
        #expect(try runtime.world.mails().count == told.count, "told once")
        _ = try await runtime.world.machine.scheduler.begin(isFirst: false)
        try await runtime.world.turn()
        await runtime.auditor.beat()
        #expect(try runtime.beats() == since + 1)
    }

    @Test func `a scheduler that does nothing is found though nothing is due`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.pass(to: "16:20")
        #expect(try runtime.beats() == 15)
        try await runtime.pass(to: "16:30", scheduling: false)
        #expect(try runtime.beats() == 18, "a minute, its longest wait and the tolerance go by")
        let found = await runtime.findings()
        #expect(
            found.map(\.text).first
                == "the scheduler has not run since 2026-05-12T08:20:00Z")
    }

    @Test func `a store that takes nothing stops it, though it can still be read`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.pass(to: "16:06")
        #expect(try runtime.beats() == 1)
        runtime.world.machine.store.fail(with: .full(during: "commit"))
        runtime.world.clock.now = try Harness.instant("16:07")
        await runtime.auditor.beat()
        #expect(try runtime.beats() == 1)
        runtime.world.machine.store.fail(with: nil)
        try await runtime.pass(to: "16:08")
        #expect(try runtime.beats() == 2)
    }

    @Test func `a message nobody takes stops it too`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.world.hand(SampleRecords.incident())
        runtime.world.clock.now = try Harness.instant("17:30")
        try await runtime.world.machine.advanceAll()
        runtime.world.clock.now = try Harness.instant("17:33")
        let findings = await runtime.findings()
        #expect(findings.count == 1)
        let text = try #require(findings.first?.text)
        #expect(text.contains("since 2026-05-12T09:30:00Z"))
        #expect(text.contains("on the channel mail"))
    }

    @Test func `a channel that is busy is not called stuck before long`() async throws {
        let runtime = try await WatchdogHarness()
        let world = runtime.world
        try await world.hand(SampleRecords.incident("i-1"))
        try await world.hand(SampleRecords.incident("i-2"))
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        let now = world.clock.now
        let claimed = try await world.machine.store.write {
            try $0.claim(
                Claim(
                    ClaimRoom(total: 1), by: "slow", token: "slow", at: now,
                    until: now + .seconds(3_600)))
        }
        #expect(claimed.count == 1)
        world.clock.now = try Harness.instant("17:40")
        #expect(await runtime.findings() == [])
        world.clock.now = try Harness.instant("17:46")
        let texts = await runtime.findings().map(\.text)
        #expect(texts.contains { $0.contains("the channel is too slow") })
    }

    @Test func `a message that is put off is found when nobody meant it to wait`() async throws {
        let runtime = try await WatchdogHarness()
        let world = runtime.world
        try await world.hand(SampleRecords.incident())
        world.clock.now = try Harness.instant("17:30")
        try await world.machine.advanceAll()
        func putOff(_ hold: HoldReason) async throws -> [String] {
            let now = world.clock.now
            try await world.machine.store.write { transaction in
                let claimed = try transaction.claim(
                    Claim(
                        ClaimRoom(total: 9), by: "w", token: now.rfc3339, at: now,
                        until: now + .seconds(60)))
                _ = try transaction.settle(
                    claimed.map { entry in
                        Settlement(
                            delivery: entry.id, fence: .leased(epoch: entry.epoch),
                            outcome: .deferred(until: now + .seconds(60)), hold: hold)
                    })
            }
            return await runtime.findings().map(\.text).filter { $0.contains("msg_") }
        }
        world.clock.now = world.clock.now + .seconds(900)
        #expect(try await putOff(.circuit("mail")) == [], "it is early")
        world.clock.now = world.clock.now + .seconds(60)
        let held = try await putOff(.circuit("mail"))
        #expect(held.first?.hasSuffix("is still waiting: channel mail is failing") == true)
        world.clock.now = world.clock.now + .seconds(60)
        #expect(try await putOff(.rate("mail")) == [], "that is meant")
        world.clock.now = world.clock.now + .seconds(25 * 3_600)
        #expect(try await putOff(.muted(by: "works", why: nil)) == [], "that is meant")
        world.clock.now = world.clock.now + .seconds(60)
        let found = try await putOff(.rate("mail"))
        #expect(found.first?.contains("still waiting: rate limit of channel mail; muted") == true)
    }

    @Test func `what waits for the rate of a channel is no alarm`() async throws {
        let runtime = try await WatchdogHarness { rules in
            rules.channels["slow"] = [
                "kind": "maildir", "path": "slow", "from": "duty@city.example",
                "rate": ["messages": 1, "per": "2h"],
            ]
            rules.reach["anju-duty"] = [["channel": "slow", "address": "duty@city.example"]]
            rules.steps = [
                ["at": "-119m", "to": ["owing.duty"]], ["at": "-110m", "to": ["owing.duty"]],
            ]
        }
        for number in 1...4 { try await runtime.world.hand(SampleRecords.incident("i-\(number)")) }
        try await runtime.pass(to: "16:40")
        let waiting = try await runtime.world.machine.store.read {
            try $0.deliveries(matching: DeliveryFilter(states: [.waiting]), limit: 9)
        }
        #expect(!waiting.isEmpty, "something must wait, or this shows nothing")
        #expect(await runtime.findings() == [])
    }

    @Test func `when no message can leave, the heartbeat is the way that is left`() async throws {
        let runtime = try await WatchdogHarness { rules in
            rules.channels["dead"] = ["kind": "webhook", "url": "http://127.0.0.1:1/"]
            for name in StoryRules.people { rules.reach[name] = [["channel": "dead"]] }
            rules.steps = [["at": "-119m", "to": ["owing.duty"]]]
        }
        for number in 1...6 { try await runtime.world.hand(SampleRecords.incident("i-\(number)")) }
        // Five failures in a row are reported to the operators, through the same channel.
        try await runtime.pass(to: "16:10")
        let texts = await runtime.findings().map(\.text)
        #expect(texts.contains { $0.contains("to the operators") }, "\(texts)")
        let beats = try runtime.beats()
        try await runtime.pass(to: "16:30")
        #expect(try runtime.beats() == beats)
        let later = await runtime.findings().map(\.text)
        #expect(later.contains { $0.hasPrefix("the message msg_") && $0.contains("still waiting") })
    }

    @Test func `operators who refuse their mail are found`() async throws {
        let runtime = try await WatchdogHarness { rules in
            rules.reach["engineer"] = [StoryRules.mail("rcpt550", rules.domain)]
        }
        await runtime.world.machine.runtime.tellOperators(.intakeFailed, "a folder is gone")
        try await runtime.pass(to: "16:07")
        let texts = await runtime.findings().map(\.text)
        #expect(texts.map { $0.prefix(42) } == ["a message to the operators was given up; s"])
        #expect(try runtime.beats() <= 1)
    }

    @Test func `a clock that goes back is found`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.pass(to: "16:30")
        let beats = try runtime.beats()
        runtime.world.clock.now = try Harness.instant("15:00")
        await runtime.auditor.beat()
        #expect(try runtime.beats() == beats)
        await runtime.world.machine.dispatch.drain()
        let mail = try #require(try runtime.world.mails().last)
        #expect(
            mail.text.contains("the clock was set back: it had already shown 16:30 on 12 May 2026"))
        try await runtime.pass(to: "15:01")
        #expect(try runtime.beats() == beats + 1, "it lives by the clock as it is")
    }

    @Test func `a zone that anything in the rules names and nobody knows is found`() async throws {
        let runtime = try await WatchdogHarness()
        let machine = runtime.world.machine
        let blind = Runtime(
            timekeeper: machine.runtime.timekeeper, store: machine.store,
            currentRules: machine.runtime.currentRules,
            zones: { $0 == "Europe/Paris" ? nil : Machine.zones($0) },
            logger: machine.runtime.logger, run: "watcher")
        let auditor = WatchdogService(runtime: blind, factory: machine.factory)
        let rulebook = await machine.runtime.currentRules.rules.current
        #expect(await auditor.findings(rulebook) == [])
        var json = try #require(runtime.world.rules.json.object)
        var contacts = try #require(json["contacts"]?.object)
        var person = try #require(contacts["secretary"]?.object)
        person["zone"] = "Europe/Paris"
        contacts["secretary"] = .object(person)
        json["contacts"] = .object(contacts)
        let reading = RulebookReader.read(
            documents: [
                RuleDocument(path: "r.json", name: "r.json", bytes: JSON.object(json).bytes())
            ], zones: Machine.zones)
        let found = await auditor.findings(try #require(reading.rulebook)).map(\.text)
        #expect(found == ["the time zone database has no zone Europe/Paris"])
    }
}

/// A harness whose rules name a heartbeat on the web server, and its watchdog.
struct WatchdogHarness {
    let world: Harness
    let auditor: WatchdogService
    private let mark = UUID().uuidString

    /// Creates the harness; `answer` is the answer of the heartbeat's address.
    init(
        answer: String = "status/200", tolerance: String = "2m",
        _ change: (inout StoryRules) -> Void = { _ in }
    ) async throws {
        world = try await Harness {
            $0.awaiting = ["committee"]
            change(&$0)
        }
        var json = try #require(world.rules.json.object)
        var settings = try #require(json["settings"]?.object)
        settings["heartbeat"] = [
            "url": .string("http://127.0.0.1:\(world.rules.webPort)/\(answer)?beat=\(mark)"),
            "every": "1m", "tolerance": .string(tolerance),
        ]
        json["settings"] = .object(settings)
        try world.folder.write(JSON.object(json).serialized(), to: "rules/rules.json")
        try await world.machine.enforce(
            RulesReading(folder: world.folder.path + "/rules", zones: Machine.zones))
        auditor = WatchdogService(runtime: world.machine.runtime, factory: world.machine.factory)
    }

    /// Returns the number of heartbeats received.
    func beats() throws -> Int {
        try Harness.webServer.get().log().filter {
            $0["path"]?.string?.hasSuffix("beat=" + mark) == true
        }.count
    }

    func findings() async -> [WatchdogAlert] {
        await auditor.findings(await world.machine.runtime.currentRules.rules.current)
    }

    /// Advances to a time, a minute at a time, with all or some services running.
    func pass(to time: String, scheduling: Bool = true, auditing: Bool = true) async throws {
        let end = try Harness.instant(time)
        while world.clock.now < end {
            world.clock.now = min(end, world.clock.now + .seconds(60))
            if scheduling {
                _ = try await world.machine.scheduler.begin(isFirst: false)
                try await world.turn()
            }
            if auditing { await auditor.beat() }
        }
    }

    /// Moves the clock to a time in one jump, then runs the watchdog at once and a minute later.
    func jump(to time: String) async throws {
        world.clock.now = try Harness.instant(time)
        await auditor.beat()
        world.clock.now = world.clock.now + .seconds(60)
        _ = try await world.machine.scheduler.begin(isFirst: false)
        await auditor.beat()
        try await world.turn()
    }
}
