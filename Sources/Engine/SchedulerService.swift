package import Calendars
import Cases
import Logging
import ServiceLifecycle
package import Storage

/// The service that advances each case at its next instant, with a single timer for all cases.
package struct SchedulerService: SteppingService {
    let runtime: Runtime
    private let memory = SchedulerMemory()

    /// The longest wait, so that a step of the wall clock is noticed.
    package static let waitMax = Duration.seconds(30)
    /// The pause before querying again for due cases that cannot be advanced yet.
    private static let busyPause = Duration.milliseconds(50)
    /// The number of cases advanced in one transaction: a record that arrives meanwhile waits for
    /// it.
    package static let batchMax = 200

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    /// The interval of the markers that record a running watcher.
    package static let aliveEvery = Duration.seconds(60)
    /// The shortest gap between such markers that counts as downtime, unless the clock was set in
    /// it; real time, which a demonstration's fast clock must not outrun.
    package static let awayMin = Duration.seconds(150)

    package func run() async throws {
        await makeSteps(until: runtime.clock)
    }

    /// Advances a batch of due cases and records, at intervals, that the watcher is running;
    /// returns the time of the next step, unless a case becomes due sooner.
    package func step(at now: Instant) async -> NextStep {
        await runtime.pulse.beat(at: runtime.timekeeper.elapsed())
        await runtime.activity.tick(at: now)
        do {
            // A step back of the clock is recorded as soon as it is seen.
            let notedAt = await memory.notedAt
            if notedAt.map({ now - $0 >= Self.aliveEvery || now < $0 }) ?? true {
                await memory.note(at: now, away: try await begin(isFirst: notedAt == nil))
            }
            let moved = try await advanceDue(away: memory.away)
            if moved == Self.batchMax { return NextStep(at: now) }
            await memory.forgetAway()
            return try await next(after: moved)
        } catch {
            runtime.logger.error("cases cannot be advanced", metadata: ["error": "\(error)"])
            return NextStep(at: runtime.timekeeper.instant(after: .seconds(1)))
        }
    }

    /// Records that the watcher is running and, on the first call, updates the bulletins; returns a
    /// preceding downtime, reported to the operators, or nil.
    package func begin(isFirst: Bool) async throws(StoreError) -> Range<Instant>? {
        let tolerance = Self.awayMin * runtime.timekeeper.pace
        let reading = runtime.timekeeper.reading()
        let away = try await runtime.commit {
            let away = try $0.noteAlive(reading, tolerance: tolerance, isStart: isFirst)
            if isFirst { try $0.tendBulletins() }
            return away
        }
        if let away {
            runtime.logger.warning(
                "was not running",
                metadata: [
                    "from": "\(away.lowerBound.rfc3339)", "until": "\(away.upperBound.rfc3339)",
                ])
        }
        return away
    }

    /// Advances due cases, at most one batch; returns their number.
    package func advanceDue(away: Range<Instant>? = nil) async throws(StoreError) -> Int {
        try await runtime.commit { try $0.advanceDue(limit: Self.batchMax, away: away) }
    }

    private func next(after moved: Int) async throws(StoreError) -> NextStep {
        let due = try await runtime.store.read { try $0.earliestDue() }
        let now = runtime.timekeeper.now()
        let last = now + Self.waitMax
        let next = min(due ?? last, last)
        // A due case that cannot be advanced is held by another watcher at this moment.
        if next <= now, moved == 0 {
            return NextStep(at: runtime.timekeeper.instant(after: Self.busyPause))
        }
        return NextStep(at: max(next, now))
    }
}

/// The part of the scheduler's state that lasts from one step to the next.
private actor SchedulerMemory {
    /// The time of the last marker of a running watcher.
    private(set) var notedAt: Instant?
    /// A downtime, until all cases that became due in it have been advanced.
    private(set) var away: Range<Instant>?

    func note(at now: Instant, away: Range<Instant>?) {
        notedAt = now
        self.away = away ?? self.away
    }

    func forgetAway() {
        away = nil
    }
}
