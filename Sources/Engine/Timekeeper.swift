package import Calendars
import Glibc

/// The two clocks: wall time, by which deadlines are judged, and monotonic time, used for waiting.
///
/// The only place in Duebell where a clock is read or waited for. A pace other than 1 makes wall
/// time run faster, for demonstrations: the same program runs through hours in seconds.
package struct Timekeeper: Sendable {
    private let read: @Sendable () -> Instant
    /// The seconds of wall time in one second of waiting.
    let pace: Int
    /// Returns monotonic time since a fixed origin.
    package let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    /// Creates a clock read by a closure; tests advance theirs by hand.
    ///
    /// `elapsed` returns monotonic time, and `wait` waits for a span of it.
    package init(
        pace: Int = 1, elapsed: @escaping @Sendable () -> Duration = Timekeeper.monotonic,
        waiting wait: @escaping @Sendable (Duration) async throws -> Void = Timekeeper.pass,
        reading read: @escaping @Sendable () -> Instant
    ) {
        precondition(pace >= 1, "time runs forward")
        self.pace = pace
        self.elapsed = elapsed
        self.wait = wait
        self.read = read
    }

    /// Returns the monotonic time of this machine, since the first reading.
    package static let monotonic: @Sendable () -> Duration = {
        let origin = ContinuousClock.now
        return { origin.duration(to: .now) }
    }()

    /// Waits for a span of this machine's monotonic time.
    package static let pass: @Sendable (Duration) async throws -> Void = { span in
        try await ContinuousClock().sleep(for: span)
    }

    /// The wall clock of this machine, read anew each time so that a step of it is noticed.
    package static let system = Timekeeper {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Returns a clock that starts at an instant and runs `pace` times as fast.
    package static func sped(by pace: Int, from start: Instant) -> Timekeeper {
        let origin = monotonic()
        return Timekeeper(pace: pace) { start + (monotonic() - origin) * pace }
    }

    /// Returns wall time.
    package func now() -> Instant {
        read()
    }

    /// Returns the wall time at which a span of monotonic time will have passed.
    package func instant(after span: Duration) -> Instant {
        read() + span * pace
    }

    /// Returns the monotonic time to wait for a span of wall time to pass.
    package func wait(for span: Duration) -> Duration {
        max(.zero, span) / pace
    }

    /// Waits for a span of wall time; throws `CancellationError` when cancelled.
    package func sleep(for span: Duration) async throws {
        try await pause(for: wait(for: span))
    }

    /// Waits for a span of monotonic time; throws `CancellationError` when cancelled.
    package func pause(for span: Duration) async throws {
        try await wait(span)
    }
}
