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

/// A wall clock that is set while the watcher runs, or while it is stopped.
@Suite struct ClockStories {
    /// A watcher that has just left its first marker at 16:05.
    private static func world() async throws -> Harness {
        let world = try await Harness { $0.awaiting = ["committee"] }
        world.clock.uptime = Uptime(boot: 1, span: .seconds(5_000))
        try await world.hand(SampleRecords.incident())
        #expect(try await world.machine.scheduler.begin(isFirst: true) == nil)
        return world
    }

    /// Returns the kinds of the alerts to the operators so far.
    private func alerts(_ world: Harness) async throws -> [String] {
        let histories = try await world.machine.store.read {
            try $0.deliveries(matching: DeliveryFilter(), limit: 100)
        }
        return try histories.map(\.entry).filter(\.isOperational).compactMap { entry in
            try JSONReader.read(entry.payload)["operation"]?.string
        }.sorted()
    }

    private func faults(_ world: Harness) async throws -> [Fault.Kind] {
        try await world.machine.incident().obligations.flatMap(\.faults).map(\.kind)
    }

    @Test func `a step forward is told as a step, and no one was down`() async throws {
        let world = try await Self.world()
        world.clock.pass(.seconds(60), setting: .seconds(3 * 3_600))
        #expect(try await world.machine.scheduler.begin(isFirst: false) == nil)
        try await world.machine.advanceAll()
        #expect(try await alerts(world) == ["clock-step"])
        #expect(try await !faults(world).contains(.watcherDown))
        let histories = try await world.machine.store.read {
            try $0.deliveries(matching: DeliveryFilter(), limit: 100)
        }
        #expect(histories.contains { $0.entry.isOperational })
        // It is told once.
        world.clock.pass(.seconds(60))
        #expect(try await world.machine.scheduler.begin(isFirst: false) == nil)
        #expect(try await alerts(world) == ["clock-step"])
    }

    @Test(arguments: [-4, 4])
    func `a correction below five seconds is no step`(step: Int) async throws {
        let world = try await Self.world()
        world.clock.pass(.seconds(60), setting: .seconds(step))
        #expect(try await world.machine.scheduler.begin(isFirst: false) == nil)
        #expect(try await alerts(world) == [])
    }

    @Test(arguments: [3_600, -3_600])
    func `a stop over a step is recorded however short`(step: Int) async throws {
        let world = try await Self.world()
        world.clock.pass(.seconds(10), setting: .seconds(step))
        let now = world.clock.now
        let away = try await world.machine.scheduler.begin(isFirst: true)
        #expect(away == (now - .seconds(10))..<now)
        #expect(try await alerts(world) == ["clock-step", "was-down"])
    }

    @Test(arguments: [(149, false), (151, true)])
    func `without a step a stop counts from 150 seconds`(seconds: Int, counts: Bool) async throws {
        let world = try await Self.world()
        world.clock.pass(.seconds(seconds))
        let away = try await world.machine.scheduler.begin(isFirst: true)
        #expect((away != nil) == counts)
        #expect(try await alerts(world) == (counts ? ["was-down"] : []))
    }

    @Test func `a stop hidden by a step back is seen`() async throws {
        let world = try await Self.world()
        world.clock.pass(.seconds(600), setting: .seconds(-600))
        let now = world.clock.now
        let away = try await world.machine.scheduler.begin(isFirst: true)
        #expect(away == (now - .seconds(600))..<now)
    }

    @Test func `after a restart of the machine the wall clock counts, unless it cannot be right`()
        async throws
    {
        let world = try await Self.world()
        world.clock.pass(.seconds(100))
        world.clock.uptime = Uptime(boot: 2, span: .seconds(30))
        #expect(try await world.machine.scheduler.begin(isFirst: true) == nil)
        world.clock.pass(.seconds(20))
        world.clock.uptime = Uptime(boot: 3, span: .seconds(90))
        let now = world.clock.now
        let away = try await world.machine.scheduler.begin(isFirst: true)
        #expect(away == (now - .seconds(90))..<now)
        world.clock.pass(.seconds(400))
        world.clock.uptime = Uptime(boot: 4, span: .seconds(30))
        #expect(try await world.machine.scheduler.begin(isFirst: true) != nil)
    }

    @Test func `the auditor takes a step for no gap and judges nothing late`() async throws {
        let audited = try await WatchdogHarness()
        let clock = audited.world.clock
        clock.uptime = Uptime(boot: 1, span: .seconds(5_000))
        _ = try await audited.world.machine.scheduler.begin(isFirst: true)
        try await audited.world.hand(SampleRecords.incident())
        await audited.auditor.beat()
        clock.pass(.seconds(60), setting: .seconds(5 * 3_600))
        await audited.auditor.beat()
        #expect(try await alerts(audited.world) == [])
        clock.pass(.seconds(60))
        _ = try await audited.world.machine.scheduler.begin(isFirst: false)
        try await audited.world.machine.advanceAll()
        await audited.auditor.beat()
        #expect(try await alerts(audited.world).contains("clock-step"))
        #expect(try await !alerts(audited.world).contains("audit-gap"))
        #expect(try await !alerts(audited.world).contains("audit-failed"))
    }

    @Test func `the uptime of this machine grows and names its boot`() throws {
        let first = try #require(Timekeeper.system.reading().uptime)
        let second = try #require(Timekeeper.system.reading().uptime)
        #expect(first.boot == second.boot && first.span <= second.span && first.span > .zero)
    }
}
