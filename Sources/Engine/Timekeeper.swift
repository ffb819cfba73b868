package import Calendars
import Glibc

/// The two clocks: wall time, by which deadlines are judged, and monotonic time, which waits.
///
/// The only place in Duebell where a clock is read. A pace other than 1 makes both run faster, for
/// demonstrations: the same program, its hours gone by in seconds.
package struct Timekeeper: Sendable {
    private let start: Instant
    private let origin: ContinuousClock.Instant
    /// How many seconds of wall time go by in one second of waiting.
    let pace: Int
    private let isSystem: Bool

    /// The wall clock of this machine, read anew each time so that a step of it is noticed.
    package static let system = Timekeeper(start: Instant(seconds: 0), pace: 1, isSystem: true)

    /// A clock that starts at an instant and runs `pace` times as fast.
    package static func sped(by pace: Int, from start: Instant) -> Timekeeper {
        Timekeeper(start: start, pace: max(1, pace), isSystem: false)
    }

    private init(start: Instant, pace: Int, isSystem: Bool) {
        self.start = start
        self.pace = pace
        self.isSystem = isSystem
        origin = .now
    }

    /// Wall time.
    package func now() -> Instant {
        guard isSystem else { return start + (.now - origin) * pace }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// How long to wait, by the monotonic clock, for a span of wall time to pass.
    package func wait(for span: Duration) -> Duration {
        max(.zero, span) / pace
    }

    /// Waits for a span of wall time; throws `CancellationError` when it is called off.
    package func sleep(for span: Duration) async throws {
        try await ContinuousClock().sleep(for: wait(for: span))
    }
}
