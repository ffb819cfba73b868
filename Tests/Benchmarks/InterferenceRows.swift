import Calendars
import Cases
import Engine
import Foundation
import Rules
import Storage
import Transports

/// The delays of messages beside failing channels and beside an implausible incident.
enum InterferenceRows {
    private static let deadMax = 20

    /// Twenty channels that accept and never answer, and one that answers; the messages of all are
    /// due at the same instant.
    static func channels(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        var delays: [Int] = []
        for _ in 0..<sizes.repeats {
            let receiver = try ReceiverProcess()
            let workshop = try await Workshop(
                in: folder, port: receiver.webPort,
                deadPorts: Array(repeating: receiver.deadPort, count: Self.deadMax))
            let due = workshop.runtime.timekeeper.now() + .seconds(4)
            let instants = Array(repeating: due, count: sizes.perChannel)
            for number in 0..<Self.deadMax {
                let unit = Samples.deadUnit(number)
                try await workshop.open(dueAt: instants, unit: unit, named: unit + "-")
            }
            try await workshop.open(dueAt: instants, named: "good")
            delays += try await watch(workshop, named: "good", count: sizes.perChannel)
            _ = receiver.stop()
        }
        return [
            figure(
                "delay beside 20 dead channels", delays,
                "\(sizes.perChannel) messages on each of 21 channels, due at one instant")
        ]
    }

    /// An incident that is said to have begun in 1970, of which a report is due every day, and
    /// other incidents that fall due while its case is opened and its messages are sent.
    static func flood(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        var delays: [Int] = []
        for _ in 0..<sizes.repeats {
            let receiver = try ReceiverProcess()
            let workshop = try await Workshop(in: folder, port: receiver.webPort)
            let start = workshop.runtime.timekeeper.now() + .seconds(1)
            let count = sizes.perChannel
            try await workshop.open(
                dueAt: (0..<count).map { start + .milliseconds(Int64($0 * 5_000 / count)) },
                named: "good")
            delays += try await watch(workshop, named: "good", count: count) {
                try await Pause.until(start + .milliseconds(500))
                try await workshop.open(
                    dueAt: [Instant(milliseconds: 0)], named: "flood", severity: "daily")
                workshop.runtime.clock.notify()
            }
            let obligations = try await workshop.runtime.store.read { snapshot in
                try snapshot.owed(of: [Incident.ID("flood0")], onlyOpen: false).count
            }
            guard obligations > 900 else { throw Failure("\(obligations) obligations were opened") }
            _ = receiver.stop()
        }
        return [
            figure(
                "delay beside a record of 1970", delays,
                "\(sizes.perChannel) incidents due within 5 s, one of 1,000 daily reports")
        ]
    }

    /// The bulletins of many units that fall due at one minute, and incidents whose first message
    /// is due at that minute or whose record comes just then.
    static func minute(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        var due: [Int] = []
        var told: [Int] = []
        let count = 10
        for _ in 0..<sizes.repeats {
            let receiver = try ReceiverProcess()
            let workshop = try await Workshop(
                in: folder, port: receiver.webPort,
                rules: Samples.rulebook(port: receiver.webPort, bulletinsOf: sizes.bulletins))
            let runtime = workshop.runtime
            try await runtime.commit { try $0.tendBulletins() }
            let now = runtime.timekeeper.now()
            let minute = Instant(seconds: (now.seconds / 60 + 1) * 60)
            try await workshop.open(dueAt: Array(repeating: minute, count: count), named: "due")
            due += try await watch(workshop, named: "due", count: count) {
                for number in 0..<count {
                    try await Pause.until(minute + .milliseconds(Int64(100 + number * 100)))
                    // Overdue since a moment: its message is due when the record comes.
                    try await workshop.open(
                        dueAt: [runtime.timekeeper.now()], named: "new\(number)-")
                    runtime.outbox.notify()
                }
            }
            told += try await (0..<count).asyncMap {
                try await settled("new\($0)-", 1, in: runtime.store)[0]
            }
            _ = receiver.stop()
        }
        let what = "\(sizes.bulletins.spaced) bulletins due at the same minute"
        return [
            figure("delay of a first message due with the mass", due, what),
            figure("delay of a first message of that minute", told, what),
        ]
    }

    private static func figure(_ name: String, _ delays: [Int], _ remarks: String) -> Figure {
        let sorted = delays.sorted()
        return Figure(
            name: name + ", p50, max",
            value: "\(sorted[sorted.count / 2]) ms, \(sorted.last ?? 0) ms",
            wish: "max ≤ 1,000 ms", remarks: remarks)
    }

    /// Runs the services until incidents of some name have been told; returns the milliseconds
    /// from due to delivered, one for each.
    private static func watch(
        _ workshop: Workshop, named name: String, count: Int,
        meanwhile: () async throws -> Void = {}
    ) async throws -> [Int] {
        let runtime = workshop.runtime
        let (transports, loop) = try await workshop.transports()
        let dispatch = DispatchService(
            runtime: runtime, transports: transports, owner: "benchmark",
            chance: SystemRandomNumberGenerator())
        let delays = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await SchedulerService(runtime: runtime).run() }
            group.addTask { try await dispatch.run() }
            try await meanwhile()
            let delays = try await settled(name, count, in: runtime.store)
            group.cancelAll()
            runtime.outbox.notify()
            runtime.clock.notify()
            await loop.close()
            return delays
        }
        return delays
    }

    private static func settled(
        _ name: String, _ count: Int, in store: any Store
    ) async throws -> [Int] {
        for _ in 0..<600 {
            try await ContinuousClock().sleep(for: .milliseconds(200))
            let delays = try await store.read { snapshot in
                try (0..<count).flatMap { number in
                    try snapshot.deliveries(of: Incident.ID("\(name)\(number)")).compactMap {
                        history in
                        history.entry.state == .delivered
                            ? history.attempts.last.map {
                                Int($0.endedAt.milliseconds - history.entry.dueAt.milliseconds)
                            } : nil
                    }
                }
            }
            if delays.count == count { return delays }
        }
        throw Failure("the messages did not come in two minutes")
    }
}

extension Range<Int> {
    fileprivate func asyncMap<T>(_ change: (Int) async throws -> T) async rethrows -> [T] {
        var all: [T] = []
        for number in self { all.append(try await change(number)) }
        return all
    }
}
