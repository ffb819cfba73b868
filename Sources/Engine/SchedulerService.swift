package import Calendars
import Cases
import Logging
import ServiceLifecycle
package import Storage

/// Advances each case when its next instant comes: one sleeper, whatever is open.
package struct SchedulerService: Service {
    let runtime: Runtime
    private let memory = SchedulerMemory()

    /// No wait is longer, so that a stepped wall clock is noticed.
    package static let waitMax = Duration.seconds(30)
    /// The pause before cases are asked for again that are due and cannot be moved yet.
    private static let busyPause = Duration.milliseconds(50)
    /// The number of cases that one transaction advances.
    package static let batchMax = 500

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    /// How often it is noted that the watcher is at work.
    package static let aliveEvery = Duration.seconds(60)
    /// A longer gap between such notes is a time in which nobody watched: real time, which a
    /// demonstration's fast clock must not outrun.
    package static let awayMin = Duration.seconds(150)

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = await step(at: runtime.timekeeper.now())
                if next.at > runtime.timekeeper.now() {
                    await next.wait(by: runtime.timekeeper, for: runtime.clock)
                }
            }
        }
    }

    /// Advances a batch of what is due, and notes now and then that the watcher is at work;
    /// returns when to step again, unless a case's next instant comes nearer.
    package func step(at now: Instant) async -> NextStep {
        do {
            // A clock that was stepped back is noted as soon as it is seen.
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

    /// Notes that the watcher is at work, and at first has bulletins tended to; returns the span
    /// in which nobody watched, which the operators are told.
    package func begin(isFirst: Bool) async throws(StoreError) -> Range<Instant>? {
        let tolerance = Self.awayMin * runtime.timekeeper.pace
        let away = try await runtime.commit {
            let away = try $0.noteAlive(tolerance: tolerance)
            if isFirst { try $0.tendBulletins() }
            return away
        }
        if let away {
            runtime.logger.warning(
                "nobody watched",
                metadata: [
                    "from": "\(away.lowerBound.rfc3339)", "until": "\(away.upperBound.rfc3339)",
                ])
        }
        return away
    }

    /// Advances what is due, at most a batch; returns how many there were.
    package func advanceDue(away: Range<Instant>? = nil) async throws(StoreError) -> Int {
        try await runtime.commit { try $0.advanceDue(limit: Self.batchMax, away: away) }
    }

    private func next(after moved: Int) async throws(StoreError) -> NextStep {
        let due = try await runtime.store.read { try $0.earliestDue() }
        let now = runtime.timekeeper.now()
        let last = now + Self.waitMax
        let next = min(due ?? last, last)
        // What is due and cannot be moved is another watcher's at this moment.
        if next <= now, moved == 0 {
            return NextStep(at: runtime.timekeeper.instant(after: Self.busyPause))
        }
        return NextStep(at: max(next, now))
    }
}

/// The part of the scheduler's state that lasts from one step to the next.
private actor SchedulerMemory {
    /// When it was last noted that the watcher is at work.
    private(set) var notedAt: Instant?
    /// A span in which nobody watched, until everything that fell due in it has been advanced.
    private(set) var away: Range<Instant>?

    func note(at now: Instant, away: Range<Instant>?) {
        notedAt = now
        self.away = away ?? self.away
    }

    func forgetAway() {
        away = nil
    }
}
