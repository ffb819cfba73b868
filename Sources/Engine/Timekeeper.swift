package import Calendars
import Glibc

/// The two clocks: wall time, by which deadlines are judged, and monotonic time, which waits.
///
/// The only place in Duebell where a clock is read. A pace other than 1 makes both run faster, for
/// demonstrations: the same program, its hours gone by in seconds.
package struct Timekeeper: Sendable {
    private let read: @Sendable () -> Instant
    /// How many seconds of wall time go by in one second of waiting.
    let pace: Int

    /// A clock that is read by a closure; tests move theirs by hand.
    package init(pace: Int = 1, reading read: @escaping @Sendable () -> Instant) {
        precondition(pace >= 1, "time runs forward")
        self.pace = pace
        self.read = read
    }

    /// The wall clock of this machine, read anew each time so that a step of it is noticed.
    package static let system = Timekeeper {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// A clock that starts at an instant and runs `pace` times as fast.
    package static func sped(by pace: Int, from start: Instant) -> Timekeeper {
        let origin = ContinuousClock.now
        return Timekeeper(pace: pace) { start + (ContinuousClock.now - origin) * pace }
    }

    /// Wall time.
    package func now() -> Instant {
        read()
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
