import Calendars
import DirectoryIntake
import Engine
import Foundation
import JSON
import Storage
import Transports

/// A year of a busy office with moved time: what is kept stays bounded.
///
/// Every incident, report and closure comes as a file of its own, at its time; one report in ten is
/// late. All services do their work each hour, and retention once a day.
enum YearRows {
    private static let days = 365

    static func year(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        let receiver = try ReceiverProcess()
        let clock = MovedClock(Timekeeper.system.now())
        let workshop = try await Workshop(
            in: folder,
            rules: Samples.rulebookOfYear(
                webPort: receiver.webPort, mailPort: receiver.mailPort),
            timekeeper: Timekeeper { clock.now })
        let office = try await Office(workshop, clock, perHour: Double(sizes.year) / 8_760)
        let lap = try await Lap.of {
            try await office.sending {
                for day in 1...days {
                    for _ in 0..<24 { try await office.workAnHour() }
                    try await office.prune()
                    guard day.isMultiple(of: 30) || day == days else { continue }
                    print(try await figure(of: workshop, on: day, office.incidents).line)
                    fflush(nil)
                }
            }
        }
        let got = receiver.stop()
        return [
            Figure(
                name: "a year, \(office.incidents.spaced) incidents",
                value: String(format: "%.0f s", lap.seconds), wish: "–",
                remarks: "\(got.distinct.spaced) messages; \(lap.cost(office.incidents))")
        ]
    }

    private static func figure(
        of workshop: Workshop, on day: Int, _ incidents: Int
    ) async throws -> Figure {
        let counts = try await workshop.runtime.store.read { try $0.counts() }
        let database = try FileManager.default.attributesOfItem(atPath: workshop.database)
        let done = try size(of: workshop.folder + "/state/done")
        func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
        return Figure(
            name: "after \(day) days, \(incidents.spaced) incidents",
            value: megabytes(database[.size] as? Int ?? 0), wish: "bounded",
            remarks: "done/ \(done.files.spaced) files of \(megabytes(done.bytes)), "
                + "resident \(megabytes(Machine.resident)); \(counts.records.spaced) records, "
                + "\(counts.cases.values.reduce(0, +).spaced) cases, "
                + "\(counts.deliveries.spaced) messages, \(counts.journal.spaced) journal lines")
    }

    private static func size(of folder: String) throws -> (files: Int, bytes: Int) {
        var (files, bytes) = (0, 0)
        for day in try FileManager.default.contentsOfDirectory(atPath: folder) {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(day)") {
                let file = try FileManager.default.attributesOfItem(
                    atPath: "\(folder)/\(day)/\(name)")
                files += 1
                bytes += file[.size] as? Int ?? 0
            }
        }
        return (files, bytes)
    }
}

/// A clock that is moved by hand.
private final class MovedClock: @unchecked Sendable {
    private let lock = NSLock()
    private var instant: Instant

    init(_ instant: Instant) { self.instant = instant }

    var now: Instant { lock.withLock { instant } }

    func move(to later: Instant) { lock.withLock { instant = later } }
}

/// The services of a watcher, and the records that come to it.
private final class Office {
    private let workshop: Workshop
    private let clock: MovedClock
    private let perHour: Double
    private let intake: IntakeService
    private let scheduler: SchedulerService
    private let dispatch: DispatchService
    private let retention: RetentionService
    private let loop: CurlLoop
    private var hour = 0
    private(set) var incidents = 0
    /// The records still to come, by the hour.
    private var ahead: [Int: [JSON]] = [:]

    init(_ workshop: Workshop, _ clock: MovedClock, perHour: Double) async throws {
        self.workshop = workshop
        self.clock = clock
        self.perHour = perHour
        let (runtime, state) = (workshop.runtime, workshop.folder + "/state")
        let source = DirectorySource(
            inbox: workshop.folder + "/inbox", state: state,
            settings: FolderSettings(clock: { clock.now }))
        intake = IntakeService(runtime: runtime, source: source)
        scheduler = SchedulerService(runtime: runtime)
        let transports: TransportRegistry
        (transports, loop) = try await workshop.transports()
        dispatch = DispatchService(
            runtime: runtime, transports: transports, owner: "benchmark",
            chance: SystemRandomNumberGenerator())
        retention = RetentionService(runtime: runtime) { [done = DoneFiles(state: state)] in
            try done.remove(before: $0, limit: $1)
        }
    }

    /// Sends what is due while other work is done.
    func sending(while work: () async throws -> Void) async throws {
        let runtime = workshop.runtime
        try await withThrowingTaskGroup(of: Void.self) { [dispatch] group in
            group.addTask { try await dispatch.run() }
            try await work()
            group.cancelAll()
            runtime.outbox.notify()
        }
        await loop.close()
    }

    func workAnHour() async throws {
        let now = clock.now
        var records = ahead.removeValue(forKey: hour) ?? []
        while Double(incidents) < Double(hour + 1) * perHour {
            let id = "i\(incidents)"
            records.append(Samples.incident(id, occurredAt: now))
            let late = incidents.isMultiple(of: 10)
            ahead[hour + (late ? 4 : 1), default: []].append(report(id, after: late ? 4 : 1))
            ahead[hour + 48, default: []].append(closure(id, after: 48))
            incidents += 1
        }
        for record in records {
            _ = try InboxWriter.deliver(
                record.bytes(), into: workshop.folder + "/inbox", at: Timekeeper.system.now())
        }
        hour += 1
        try await work()
        clock.move(to: now + .seconds(3_600))
    }

    /// Lets every service do all its work.
    private func work() async throws {
        _ = await intake.step(at: clock.now)
        while try await scheduler.advanceDue() > 0 {}
        workshop.runtime.outbox.notify()
        try await Pause.untilSent(workshop.runtime.store)
    }

    /// Lets retention do its daily round.
    func prune() async throws {
        while true {
            let next = await retention.step(at: clock.now)
            if next.at - clock.now > .seconds(60) { return }
        }
    }

    private func report(_ id: String, after hours: Int64) -> JSON {
        [
            "type": "report", "id": .string("report-" + id), "incident": .string(id),
            "from": "plant", "to": "office", "stage": "office",
            "submittedAt": .string((clock.now + .seconds(hours * 3_600)).rfc3339),
            "title": .string("First report on the leak at tank 7, " + id),
        ]
    }

    private func closure(_ id: String, after hours: Int64) -> JSON {
        [
            "type": "closure", "id": .string("closure-" + id), "incident": .string(id),
            "at": .string((clock.now + .seconds(hours * 3_600)).rfc3339), "by": "Office",
        ]
    }
}
