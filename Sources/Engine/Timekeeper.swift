package import Calendars
import Glibc

/// The two clocks: wall time, by which deadlines are judged, and monotonic time, which waits.
///
/// The only place in Duebell where a clock is read or waited for. A pace other than 1 makes wall
/// time run faster, for demonstrations: the same program, its hours gone by in seconds.
package struct Timekeeper: Sendable {
    private let read: @Sendable () -> Instant
    /// How many seconds of wall time go by in one second of waiting.
    let pace: Int
    /// Monotonic time since an origin that does not change.
    package let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    /// A clock that is read by a closure; tests move theirs by hand.
    ///
    /// `elapsed` reads monotonic time, and `wait` lets a span of it pass.
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

    /// Reads the monotonic clock of this machine, from the first reading on.
    package static let monotonic: @Sendable () -> Duration = {
        let origin = ContinuousClock.now
        return { origin.duration(to: .now) }
    }()

    /// Lets a span of this machine's monotonic time pass.
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

    /// A clock that starts at an instant and runs `pace` times as fast.
    package static func sped(by pace: Int, from start: Instant) -> Timekeeper {
        let origin = monotonic()
        return Timekeeper(pace: pace) { start + (monotonic() - origin) * pace }
    }

    /// Wall time.
    package func now() -> Instant {
        read()
    }

    /// Returns the wall time at which a span of monotonic time will have passed.
    package func instant(after span: Duration) -> Instant {
        read() + span * pace
    }

    /// How long to wait, by the monotonic clock, for a span of wall time to pass.
    package func wait(for span: Duration) -> Duration {
        max(.zero, span) / pace
    }

    /// Waits for a span of wall time; throws `CancellationError` when it is called off.
    package func sleep(for span: Duration) async throws {
        try await pause(for: wait(for: span))
    }

    /// Waits for a span of monotonic time; throws `CancellationError` when it is called off.
    package func pause(for span: Duration) async throws {
        try await wait(span)
    }
}
