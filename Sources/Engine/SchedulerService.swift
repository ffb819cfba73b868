package import Calendars
import Cases
import Logging
import ServiceLifecycle
package import Storage

/// Advances each case when its next instant comes: one sleeper, whatever is open.
package struct SchedulerService: Service {
    let runtime: Runtime

    /// No wait is longer, so that a stepped wall clock is noticed.
    package static let waitMax = Duration.seconds(30)
    /// The pause before cases are asked for again that are due and cannot be moved yet.
    private static let busyPause = Duration.milliseconds(50)
    /// How many cases one transaction advances.
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
            var away: Range<Instant>?
            var notedAt: Instant?
            while !Task.isCancelled {
                do {
                    let now = runtime.timekeeper.now()
                    // A clock that was stepped back is noted as soon as it is seen.
                    if notedAt.map({ now - $0 >= Self.aliveEvery || now < $0 }) ?? true {
                        away = try await begin(isFirst: notedAt == nil) ?? away
                        notedAt = now
                    }
                    let moved = try await advanceDue(away: away)
                    if moved < Self.batchMax {
                        away = nil
                        try await waitForNext(after: moved)
                    }
                } catch {
                    await pause(after: error)
                }
            }
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

    private func waitForNext(after moved: Int) async throws(StoreError) {
        let next = try await runtime.store.read { try $0.earliestDue() }
        let now = runtime.timekeeper.now()
        let ahead = next.map { $0 - now } ?? Self.waitMax
        if ahead > .zero {
            await runtime.clock.wait(atMost: runtime.timekeeper.wait(for: min(ahead, Self.waitMax)))
        } else if moved == 0 {
            // What is due and cannot be moved is another watcher's at this moment.
            await runtime.clock.wait(atMost: Self.busyPause)
        }
    }

    private func pause(after error: any Error) async {
        runtime.logger.error("cases cannot be advanced", metadata: ["error": "\(error)"])
        await runtime.clock.wait(atMost: .seconds(1))
    }
}
