import Calendars
import Cases
import Engine
import Rules
import Storage
import Transports

/// The speed and punctuality of deliveries, each settled durably.
enum DeliveryRows {
    static func webhooks(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        try await burst(sizes, folder, unit: "plant", "webhooks", wish: 8_000) { $0.webPort }
    }

    static func mails(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        try await burst(sizes, folder, unit: "works", "mails", wish: 6_000) { $0.mailPort }
    }

    /// Measures mails to a server that accepts several commands at once, as most do.
    static func groups(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        try await burst(sizes, folder, unit: "works", "mails in groups", wish: 6_000) {
            $0.groupPort
        }
    }

    /// Measures a burst of cases due at once: first decided, then sent, each step timed separately.
    private static func burst(
        _ sizes: Sizes, _ folder: String, unit: String, _ name: String, wish: Int,
        port: (ReceiverProcess) -> Int
    ) async throws -> [Figure] {
        var deciding: [Lap] = []
        var sending: [Lap] = []
        let count = sizes.messages
        for _ in 0..<sizes.repeats {
            let receiver = try ReceiverProcess()
            let workshop = try await Workshop(in: folder, port: port(receiver))
            let due = workshop.runtime.timekeeper.now() + .seconds(8)
            try await workshop.open(
                dueAt: Array(repeating: due, count: count), unit: unit)
            try await Pause.until(due + .milliseconds(20))
            let scheduler = SchedulerService(runtime: workshop.runtime)
            deciding.append(
                try await Lap.of {
                    var decided = 0
                    while decided < count { decided += try await scheduler.advanceDue() }
                })
            sending.append(try await send(from: workshop))
            let got = receiver.stop()
            guard got.all == count, got.distinct == count else {
                throw Failure("\(got.all) \(name) came, \(got.distinct) distinct, of \(count)")
            }
        }
        let lap = Lap.median(sending)
        return [
            Figure(
                name: "cases decided/s, for \(name)",
                value: Lap.median(deciding).perSecond(count).spaced, wish: "–",
                remarks: Lap.median(deciding).cost(count)),
            Figure(
                name: "\(count.spaced) \(name) at once, per s", value: lap.perSecond(count).spaced,
                wish: "≥ \(wish.spaced)",
                remarks: "receiver beside it, \(lap.cost(count)), \(sending.spread(count))"),
        ]
    }

    private static func send(from workshop: Workshop) async throws -> Lap {
        let (desk, loop) = try await workshop.transports()
        let runtime = workshop.runtime
        let dispatch = DispatchService(
            runtime: runtime, transports: desk, owner: "benchmark",
            chance: SystemRandomNumberGenerator())
        let lap = try await Lap.of {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await dispatch.run() }
                try await Pause.untilSent(runtime.store)
                group.cancelAll()
                runtime.outbox.notify()
            }
        }
        await loop.close()
        return lap
    }

    /// Measures a thousand due instants a second, each with a message, from the instant to the
    /// receiver's answer.
    static func due(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        let receiver = try ReceiverProcess()
        let workshop = try await Workshop(in: folder, port: receiver.webPort)
        let runtime = workshop.runtime
        let (count, start) = (sizes.dueSeconds * 1_000, runtime.timekeeper.now() + .seconds(6))
        let instants = (0..<count).map { start + .milliseconds(Int64($0)) }
        try await workshop.open(dueAt: instants)
        guard runtime.timekeeper.now() < start else { throw Failure("the cases came too late") }
        let (desk, loop) = try await workshop.transports()
        let dispatch = DispatchService(
            runtime: runtime, transports: desk, owner: "benchmark",
            chance: SystemRandomNumberGenerator())
        let lap = try await Lap.of {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await SchedulerService(runtime: runtime).run() }
                group.addTask { try await dispatch.run() }
                try await Pause.until(start + .seconds(Int64(sizes.dueSeconds)))
                try await Pause.untilSent(runtime.store)
                group.cancelAll()
                runtime.outbox.notify()
            }
        }
        await loop.close()
        guard receiver.stop().distinct == count else { throw Failure("not all came") }
        let delays = try await delays(count, in: runtime.store)
        func quantile(_ part: Double) -> Int { delays[min(count - 1, Int(Double(count) * part))] }
        return [
            Figure(
                name: "due → handed over, 1,000/s, p50, p99",
                value: "\(quantile(0.5)) ms, \(quantile(0.99)) ms", wish: "p99 ≤ 20 ms",
                remarks: "\(count.spaced) webhooks, max \(quantile(1)) ms, \(lap.cost(count))")
        ]
    }

    /// Returns the milliseconds from the due instant to the end of the successful attempt, sorted.
    private static func delays(_ count: Int, in store: any Store) async throws -> [Int] {
        let delays = try await store.read { snapshot in
            try (0..<count).flatMap { number in
                try snapshot.deliveries(of: Incident.ID("i\(number)")).compactMap { history in
                    history.attempts.last.map {
                        Int($0.endedAt.milliseconds - history.entry.dueAt.milliseconds)
                    }
                }
            }
        }
        guard delays.count == count else { throw Failure("\(delays.count) of \(count) settled") }
        return delays.sorted()
    }
}

/// Waiting within a benchmark.
enum Pause {
    static func until(_ instant: Instant) async throws {
        let ahead = instant - Timekeeper.system.now()
        if ahead > .zero { try await ContinuousClock().sleep(for: ahead) }
    }

    static func untilSent(_ store: any Store) async throws {
        for _ in 0..<60_000 {
            if try await store.read({ try $0.earliestDelivery() }) == nil { return }
            try await ContinuousClock().sleep(for: .milliseconds(3))
        }
        throw Failure("not everything was sent in three minutes")
    }
}
