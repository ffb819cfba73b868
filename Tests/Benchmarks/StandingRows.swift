import Calendars
import Engine
import Foundation
import Storage
import Watcher

/// The cost of many open cases, none of them due.
enum StandingRows {
    static func memory(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        let empty = try await resident(with: 0, in: folder)
        var figures: [Figure] = []
        for count in sizes.open {
            let full = try await resident(with: count, in: folder)
            figures.append(
                Figure(
                    name: "bytes resident per open, \(count.spaced) open",
                    value: String((full.memory - empty.memory) / count),
                    wish: "≤ 150",
                    remarks: "idle watcher \(full.memory.megabytes) MB, with none open "
                        + "\(empty.memory.megabytes) MB; on disk \(full.disk / count) bytes each, "
                        + "opened at \(full.lap.perSecond(count).spaced)/s"))
        }
        return figures
    }

    private static func resident(
        with count: Int, in folder: String
    ) async throws -> (memory: Int, disk: Int, lap: Lap) {
        let place = try await filled(with: count, in: folder)
        defer { try? FileManager.default.removeItem(atPath: place.folder) }
        let watcher = try ChildWatcher.start(in: place.folder)
        guard let line = watcher.nextLine(), let memory = Int(line) else {
            throw Failure("the watcher said nothing")
        }
        watcher.stop()
        return (memory, place.disk, place.lap)
    }

    static func restart(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        var seconds: [Double] = []
        for _ in 0..<sizes.repeats {
            let receiver = try ReceiverProcess()
            let place = try await filled(
                with: sizes.restart, in: folder, port: receiver.webPort, dueSoon: 1)
            defer { try? FileManager.default.removeItem(atPath: place.folder) }
            let clock = ContinuousClock()
            let start = clock.now
            let watcher = try ChildWatcher.start(in: place.folder)
            guard receiver.nextLine() == "first" else { throw Failure("nothing came") }
            seconds.append((clock.now - start) / .seconds(1))
            watcher.stop()
            _ = receiver.stop()
        }
        let middle = seconds.sorted()[seconds.count / 2]
        let all = seconds.map { String(format: "%.2f", $0) }.joined(separator: " ")
        return [
            Figure(
                name: "restart, \(sizes.restart.spaced) open → first message",
                value: String(format: "%.2f s", middle), wish: "≤ 0.5 s",
                remarks: "from the start of the process; median of \(seconds.count): \(all)")
        ]
    }

    /// Returns a folder whose store has `count` open cases and no watcher; `dueSoon` of these are
    /// due when the call returns.
    private static func filled(
        with count: Int, in folder: String, port: Int = 9, dueSoon: Int = 0
    ) async throws -> (folder: String, disk: Int, lap: Lap) {
        let workshop = try await Workshop(in: folder, port: port, isKept: true)
        let now = workshop.runtime.timekeeper.now()
        let lap = try await Lap.of {
            let later = (0..<count - dueSoon).map {
                now + .seconds(40 * 86_400) + .milliseconds(Int64($0))
            }
            try await workshop.open(dueAt: later)
        }
        let soon = workshop.runtime.timekeeper.now() + .milliseconds(500)
        if dueSoon > 0 {
            let dues = Array(repeating: soon, count: dueSoon)
            try await workshop.open(dueAt: dues, named: "soon")
        }
        try await Pause.until(soon)
        let attributes = try FileManager.default.attributesOfItem(atPath: workshop.database)
        return (workshop.folder, attributes[.size] as? Int ?? 0, lap)
    }
}

extension Int {
    fileprivate var megabytes: String { String(format: "%.1f", Double(self) / 1_048_576) }
}

/// A watcher in a process of its own, on the rules, inbox and state of a folder.
enum ChildWatcher {
    static func start(in folder: String) throws -> Child {
        try Child(["watch", folder])
    }

    /// Watches until told to stop; prints its memory once stable.
    static func serve(in folder: String) async throws {
        let daemon = try await Watcher(
            .init(
                rules: folder + "/rules", inbox: folder + "/inbox", state: folder + "/state",
                store: .sqlite(path: folder + "/state/duebell.sqlite")),
            run: "benchmark", environment: [:], zones: Workshop.zones, logger: Workshop.logger)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await daemon.run() }
            group.addTask {
                try await ContinuousClock().sleep(for: .seconds(3))
                Child.say(String(Machine.resident))
            }
            group.addTask {
                await Child.untilTold()
                throw CancellationError()
            }
            while let result = await group.nextResult() {
                if case .failure = result { break }
            }
            group.cancelAll()
        }
    }
}
