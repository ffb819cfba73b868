import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import JSON
import Messages
import Rules
import Storage
import TestSupport
import Testing
import Transports

@Suite struct WatchdogGapStories {
    @Test func `a time in which the auditor did not look is told, and kept`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.pass(to: "16:10")
        try await runtime.pass(to: "16:20", auditing: false)
        try await runtime.pass(to: "16:21")
        await runtime.world.machine.dispatch.drain()
        let mails = try runtime.world.mails()
        #expect(mails.map(\.to) == [["engineer"]])
        #expect(mails[0].subject.contains("Health checks were interrupted"))
        #expect(
            mails[0].text.contains(
                "no health check was recorded from 16:10 on 12 May 2026 (Asia/Shanghai) "
                    + "until 16:21 on 12 May 2026 (Asia/Shanghai)"))
        let kept = try await runtime.world.machine.store.read {
            try $0.deliveries(matching: DeliveryFilter(), limit: 9)
        }
        #expect(kept.count == 1)
    }

    @Test func `after such a time nothing is called late that has only just woken`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.pass(to: "16:10")
        let beats = try runtime.beats()
        // The whole machine slept, and the watchdog wakes first.
        runtime.world.clock.now = try Harness.instant("16:40")
        await runtime.auditor.beat()
        #expect(try runtime.beats() == beats, "nor is all called well")
        try await runtime.pass(to: "16:41")
        #expect(try runtime.beats() == beats + 1)
        let kinds = try runtime.world.mails().map(\.subject)
        #expect(!kinds.contains { $0.contains("found itself ill") }, "\(kinds)")
    }

    @Test func `a stop of the whole watcher is told once`() async throws {
        let runtime = try await WatchdogHarness()
        try await runtime.pass(to: "16:10")
        try await runtime.world.restart()
        let machine = runtime.world.machine
        runtime.world.clock.now = try Harness.instant("16:40")
        _ = try await machine.scheduler.begin(isFirst: true)
        let auditor = WatchdogService(runtime: machine.runtime, factory: machine.factory)
        runtime.world.clock.now = try Harness.instant("16:41")
        await auditor.beat()
        await machine.dispatch.drain()
        let mails = try runtime.world.mails()
        #expect(mails.count == 1)
        #expect(mails.first?.subject.contains("Duebell was not running") == true)
        let times =
            "from 16:10 on 12 May 2026 (Asia/Shanghai) until 16:40 on 12 May 2026 (Asia/Shanghai)"
        #expect(mails.first?.text.contains(times) == true)
    }

    @Test func `that it was down is kept together with the note that it is back`() async throws {
        let runtime = try await WatchdogHarness()
        let machine = runtime.world.machine
        _ = try await machine.scheduler.begin(isFirst: true)
        runtime.world.clock.now = try Harness.instant("16:30")
        // A kill right after the transaction: any later step never happens.
        machine.store.fail(with: .io(during: "commit", detail: "gone"), after: 1)
        _ = try await machine.scheduler.begin(isFirst: true)
        machine.store.fail(with: nil)
        _ = try await machine.scheduler.begin(isFirst: true)
        await machine.dispatch.drain()
        #expect(try runtime.world.mails().count == 1)
    }

    @Test func `an incident that is set aside is told every day, and stops nothing`()
        async throws
    {
        let runtime = try await WatchdogHarness()
        let now = runtime.world.clock.now
        try await runtime.world.machine.store.write {
            try $0.setAside("i-9", reason: "it cannot be read", at: now)
        }
        try await runtime.pass(to: "16:15")
        #expect(try runtime.beats() == 10)
        func told() throws -> Int {
            try runtime.world.mails().count {
                $0.text.contains("without reminders: i-9 (1 in total)")
            }
        }
        #expect(try told() == 1)
        try await runtime.jump(to: "+12:00")
        #expect(try told() == 1)
        try await runtime.jump(to: "+12:10")
        #expect(try told() == 2)
    }

    @Test(arguments: [true, false])
    func `an open incident to which nothing will ever happen is found, and nobody is called`(
        knowsWhen: Bool
    ) async throws {
        let runtime = try await WatchdogHarness()
        let machine = runtime.world.machine
        try await runtime.world.hand(SampleRecords.incident())
        #expect(await runtime.findings() == [])
        let row = try #require(try await machine.store.read { try $0.caseRow("i-1") })
        #expect(row.phase == .open && row.nextAt != nil)
        var json = try #require(try JSONReader.read(row.body).object)
        #expect(json["wake"] != nil)
        // Whatever the case itself contains: due cases are found only by their rows.
        if !knowsWhen { json["wake"] = nil }
        let body = JSON.object(json).bytes()
        try await machine.store.write {
            try $0.save(
                CaseRow(
                    incident: row.incident, nextAt: nil, phase: row.phase, title: row.title,
                    openedAt: row.openedAt, updatedAt: row.updatedAt, body: body))
        }
        let findings = await runtime.findings()
        #expect(findings.map(\.finding.kind) == [.incidentForgotten])
        #expect(
            findings.map(\.text) == ["the incident i-1 is open but has no next action"])
        await runtime.auditor.beat()
        #expect(try runtime.beats() == 0)
        await machine.dispatch.drain()
        let mail = try #require(try runtime.world.mails().first)
        #expect(mail.to == ["engineer"])
        #expect(mail.text.contains("the incident i-1 is open but has no next action"))
        // Somebody corrected the case.
        try await machine.store.write { try $0.save(row) }
        await runtime.auditor.beat()
        #expect(try runtime.beats() == 1)
    }

    @Test func `a heartbeat nobody answers is told the operators, once in six hours`()
        async throws
    {
        let runtime = try await WatchdogHarness(answer: "status/404")
        try await runtime.pass(to: "16:07")
        #expect(try runtime.beats() == 2)
        #expect(try runtime.world.mails().isEmpty, "it may have been a moment")
        try await runtime.pass(to: "16:09")
        let mail = try #require(try runtime.world.mails().first)
        #expect(mail.to == ["engineer"])
        #expect(mail.subject.contains("Heartbeat not acknowledged"))
        #expect(mail.text.contains("3 attempts in a row failed: 404"))
        func told() throws -> Int {
            try runtime.world.mails().count { $0.subject.contains("Heartbeat not acknowledged") }
        }
        try await runtime.jump(to: "22:05")
        #expect(try told() == 1)
        try await runtime.jump(to: "22:10")
        #expect(try told() == 2)
    }

    @Test func `an operator reads times by their own clock, in their own language`() throws {
        let rulebook = try rulebook(language: "zh-Hans", zone: "Asia/Urumqi")
        let finding = HealthIssue(
            .away, at: [try Harness.instant("16:05"), try Harness.instant("16:30")])
        let delivery = try #require(
            rulebook.operation(
                Delivery.Operation(kind: .wasDown, finding: finding),
                at: try Harness.instant("16:30")
            ).first)
        let stored = try Delivery(delivery.envelope, payload: delivery.payload())
        #expect(stored == delivery)
        let message = try #require(
            Message([stored], of: [:], at: try Harness.instant("16:30"), by: rulebook))
        #expect(message.text.contains("自2026年5月12日 14:05（Asia/Urumqi）至2026年5月12日 14:30"))
        #expect(message.data["detail"]?.string?.contains("2026-05-12T08:05:00Z") == true)
        #expect(message.short.contains("值守程序曾中断 · 自2026年5月12日"))
    }

    private func rulebook(language: String, zone: String) throws -> Rulebook {
        var json = try #require(
            StoryRules(domain: "city.example", mailPort: 25, webPort: 80).json.object)
        json["settings"] = [
            "zone": .string(zone), "language": .string(language),
            "operators": ["contact:engineer"],
        ]
        let reading = RulebookReader.read(
            documents: [
                RuleDocument(path: "r.json", name: "r.json", bytes: JSON.object(json).bytes())
            ], zones: Machine.zones)
        return try #require(reading.rulebook)
    }
}
