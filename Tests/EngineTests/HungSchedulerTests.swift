import Calendars
import Cases
import Engine
import Foundation
import Logging
import Rules
import ServiceLifecycle
import Storage
import TestSupport
import Testing
import Transports

/// The services running by themselves, as in the watcher, at a fast pace.
@Suite(.serialized) struct HungSchedulerTests {
    @Test func `the heartbeat outside stops when the running scheduler hangs`() async throws {
        let runtime = try await WatchdogHarness(tolerance: "4s")
        let machine = runtime.world.machine
        let gate = GatedStore(machine.store)
        // A minute of the wall clock passes in a fifth of a second.
        let timekeeper = Timekeeper.sped(by: 300, from: runtime.world.clock.now)
        func makeRuntime(_ store: any Store) -> Runtime {
            Runtime(
                timekeeper: timekeeper, store: store, currentRules: machine.runtime.currentRules,
                zones: Machine.zones, logger: machine.runtime.logger, run: "watcher")
        }
        let group = ServiceGroup(
            services: [
                SchedulerService(runtime: makeRuntime(gate)),
                WatchdogService(runtime: makeRuntime(machine.store), factory: machine.factory),
                DispatchService(
                    runtime: makeRuntime(machine.store), transports: machine.transports,
                    owner: "watcher",
                    chance: SeededRandom(seed: 1)),
            ], logger: machine.runtime.logger)
        let running = Task { try await group.run() }
        try await eventually("it beats while all is well", atMost: .seconds(60)) {
            try runtime.beats() >= 5
        }
        gate.close()
        try await eventually("the operators hear", atMost: .seconds(60)) {
            try await machine.store.read {
                try $0.deliveries(matching: DeliveryFilter(), limit: 9)
            }.map { String(decoding: $0.entry.payload, as: UTF8.self) }
                .contains { $0.contains("scheduler-idle") }
        }
        let beats = try runtime.beats()
        try await ContinuousClock().sleep(for: .milliseconds(1_000))
        #expect(try runtime.beats() == beats, "five rounds went by without one")
        gate.open()
        try await eventually("it beats again", atMost: .seconds(60)) {
            try runtime.beats() > beats + 2
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }
}

/// A store in which every write hangs while the gate is closed.
private final class GatedStore: Store, @unchecked Sendable {
    private let store: any Store
    private let lock = NSLock()
    private var isClosed = false

    init(_ store: any Store) {
        self.store = store
    }

    func close() {
        lock.withLock { isClosed = true }
    }

    func open() {
        lock.withLock { isClosed = false }
    }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T {
        while lock.withLock({ isClosed }) {
            try? await ContinuousClock().sleep(for: .milliseconds(5))
        }
        return try await store.write(body)
    }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T {
        try await store.read(body)
    }
}
