import Calendars
import Cases
import Engine
import Foundation
import Intake
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// The intake service with a scripted source.
@Suite struct IntakeServiceTests {
    private func record(_ id: String, title: String = "Gas") throws -> Record {
        try Record.read(
            [
                "type": "incident", "id": .string(id), "incident": .string(id), "unit": "anju",
                "title": .string(title), "severity": "minor",
                "occurredAt": "2026-05-12T16:00:00+08:00",
            ], arrivedAt: Harness.instant("16:05"), origin: id)
    }

    @Test func `a step takes everything there is and says when to look again`() async throws {
        let world = try await Harness()
        let source = ScriptedSource([
            [try record("r-1")], [try record("r-2"), try record("r-1")], [try record("r-3")],
        ])
        let service = IntakeService(runtime: world.machine.runtime, source: source)
        let next = await service.step(at: world.clock.now)
        #expect(next == NextStep(at: world.clock.now + .seconds(7)))
        #expect(await source.lines.sorted() == ["accept 0", "accept 1", "accept 2"])
        #expect(try await world.machine.store.read { try $0.counts().records } == 3)
    }

    @Test func `while the store cannot keep anything all is given back, and it is let alone`()
        async throws
    {
        let world = try await Harness()
        let source = ScriptedSource([[try record("r-1")], [try record("r-2")], []])
        let service = IntakeService(runtime: world.machine.runtime, source: source)
        world.machine.store.fail(with: .full(during: "a test"))
        let next = await service.step(at: world.clock.now)
        #expect(next == NextStep(at: world.clock.now + .seconds(1), isPause: true))
        #expect(await source.lines == ["release 0", "release 1"])
        world.machine.store.fail(with: nil)
        _ = await service.step(at: next.at)
        #expect(try await world.machine.store.read { try $0.counts().records } == 2)
    }

    @Test func `a record under a taken id is rejected before its batch is accepted`() async throws {
        let world = try await Harness()
        let source = ScriptedSource([[try record("r-1"), try record("r-1", title: "Fire")]])
        let service = IntakeService(runtime: world.machine.runtime, source: source)
        _ = await service.step(at: world.clock.now)
        #expect(await source.lines == ["reject r-1 /id", "accept 0"])
    }

    @Test func `a record that the store refuses is rejected alone, and the others are kept`()
        async throws
    {
        let world = try await Harness()
        let source = ScriptedSource([
            [try record("r-1"), try record("r-2"), try record("poison"), try record("r-3")]
        ])
        let runtime = world.machine.runtime
        let fussy = Runtime(
            timekeeper: runtime.timekeeper, store: FussyStore(store: world.machine.store),
            currentRules: runtime.currentRules, zones: Machine.zones, logger: runtime.logger,
            run: "watcher")
        _ = await IntakeService(runtime: fussy, source: source).step(at: world.clock.now)
        #expect(await source.lines == ["reject poison /id", "accept 0"])
        #expect(try await world.machine.store.read { try $0.counts().records } == 3)
        await world.machine.dispatch.drain()
        #expect(try world.mails().contains { $0.text.contains("refuses the record `poison`") })
    }

    @Test func `a batch whose rejected record cannot be kept is given back`() async throws {
        let world = try await Harness()
        let source = ScriptedSource([[try record("r-1"), try record("r-1", title: "Fire")]])
        await source.set { $0.cannotReject = true }
        let service = IntakeService(runtime: world.machine.runtime, source: source)
        _ = await service.step(at: world.clock.now)
        #expect(await source.lines == ["reject r-1 /id", "release 0"])
        await world.machine.dispatch.drain()
        #expect(try world.mails().contains { $0.text.contains("queue: is full") })
    }

    @Test func `a lease is extended when half of it has gone, and a lost batch is not committed`()
        async throws
    {
        let world = try await Harness()
        for (passed, lines) in [
            (4, ["accept 0"]), (6, ["extend 0", "accept 0"]), (11, ["extend 0"]),
        ] {
            let source = ScriptedSource([[try record("r-\(passed)")]])
            await source.set { [clock = world.clock] source in
                source.leaseFor = .seconds(10)
                source.whenRead = { clock.now = clock.now + .seconds(passed) }
            }
            let service = IntakeService(runtime: world.machine.runtime, source: source)
            _ = await service.step(at: world.clock.now)
            #expect(await source.lines == lines)
        }
        #expect(try await world.machine.store.read { try $0.counts().records } == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `it steps at each signal, and ends when it is told`() async throws {
        let world = try await Harness()
        let source = ScriptedSource([])
        let service = IntakeService(runtime: world.machine.runtime, source: source)
        let running = Task { try await service.run() }
        try await eventually("it looks") { await source.looks > 0 }
        await source.add([try record("r-1")])
        try await eventually("it looks again") { await source.lines == ["accept 0"] }
        running.cancel()
        try await running.value
    }
}

/// A store that refuses any transaction with a record of a given id.
private struct FussyStore: Store {
    struct Refused: Error {}

    let store: any Store

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T {
        try await store.write { transaction in
            let value = try body(transaction)
            if try transaction.record("poison") != nil { throw Refused() }
            return value
        }
    }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T {
        try await store.read(body)
    }
}

/// A source of prepared batches, which records the calls for each.
private actor ScriptedSource: Source {
    nonisolated let features: SourceFeatures = [.rejects, .extends]
    private var waiting: [(number: Int, records: [Record])]
    private var taken: [Int: [Record]] = [:]
    private var onChange: @Sendable () -> Void = {}
    private(set) var lines: [String] = []
    private(set) var looks = 0
    var cannotReject = false
    var leaseFor: Duration?
    var whenRead: @Sendable () -> Void = {}

    init(_ batches: [[Record]]) {
        waiting = batches.enumerated().map { ($0.offset, $0.element) }
    }

    func set(_ change: @Sendable (isolated ScriptedSource) -> Void) { change(self) }

    func add(_ records: [Record]) {
        waiting.append((waiting.count, records))
        onChange()
    }

    func watch(_ onChange: @escaping @Sendable () -> Void) { self.onChange = onChange }

    func next(at now: Instant) -> Batch {
        looks += 1
        var batch = Batch()
        if !waiting.isEmpty {
            let (number, records) = waiting.removeFirst()
            taken[number] = records
            batch = Batch(records: records, receipt: records.isEmpty ? nil : number)
        }
        batch.isLast = waiting.isEmpty
        batch.nextLook = .seconds(7)
        batch.leaseUntil = leaseFor.map { now + $0 }
        whenRead()
        return batch
    }

    func accept(_ batch: Batch) -> [IOIssue] {
        lines.append("accept \(batch.number)")
        return []
    }

    func release(_ batch: Batch) {
        guard let records = taken[batch.number] else { return }
        lines.append("release \(batch.number)")
        waiting.append((batch.number, records))
    }

    func reject(
        _ record: Record, because cause: Rejection.Cause, in batch: Batch
    ) -> [IOIssue] {
        lines.append("reject \(record.id) \(cause.pointer)")
        return cannotReject ? [IOIssue("queue", .other("is full"))] : []
    }

    func extend(_ batch: Batch, at now: Instant) -> Batch? {
        lines.append("extend \(batch.number)")
        guard let until = batch.leaseUntil, let leaseFor, now < until else { return nil }
        var extended = batch
        extended.leaseUntil = now + leaseFor
        return extended
    }
}

extension Batch {
    fileprivate var number: Int { receipt as? Int ?? -1 }
}
