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
    /// Returns the machine's uptime; nil if wall time is not the machine's.
    private let uptime: @Sendable () -> Uptime?

    /// Creates a clock read by a closure; tests advance theirs by hand.
    ///
    /// `elapsed` returns monotonic time, and `wait` waits for a span of it.
    package init(
        pace: Int = 1, elapsed: @escaping @Sendable () -> Duration = Timekeeper.monotonic,
        waiting wait: @escaping @Sendable (Duration) async throws -> Void = Timekeeper.pass,
        uptime: @escaping @Sendable () -> Uptime? = { nil },
        reading read: @escaping @Sendable () -> Instant
    ) {
        precondition(pace >= 1, "time runs forward")
        self.pace = pace
        self.elapsed = elapsed
        self.wait = wait
        self.uptime = uptime
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
    package static let system = Timekeeper(uptime: Uptime.system) {
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

    /// Returns wall time and uptime, read so close together that they can be compared.
    package func reading() -> ClockReading {
        var before = uptime()
        for _ in 0..<10 {
            let wall = read()
            let after = uptime()
            guard let first = before, let second = after else { break }
            if second.span - first.span < Self.readingMax {
                return ClockReading(wall: wall, uptime: second)
            }
            // The process was suspended between the two.
            before = after
        }
        return ClockReading(wall: read(), uptime: nil)
    }

    private static let readingMax = Duration.milliseconds(500)

    /// Returns the wall time at which a span of monotonic time will have passed.
    package func instant(after span: Duration) -> Instant {
        read() + span * pace
    }

    /// Returns the monotonic time to wait for a span of wall time to pass.
    package func monotonicSpan(for span: Duration) -> Duration {
        max(.zero, span) / pace
    }

    /// Waits for a span of wall time; throws `CancellationError` when cancelled.
    package func sleep(for span: Duration) async throws {
        try await pause(for: monotonicSpan(for: span))
    }

    /// Waits for a span of monotonic time; throws `CancellationError` when cancelled.
    package func pause(for span: Duration) async throws {
        try await wait(span)
    }
}

extension Uptime {
    /// Reads the uptime of this machine; nil without `/proc`.
    package static let system: @Sendable () -> Uptime? = {
        let boot = bootNumber()
        return {
            var time = timespec()
            guard let boot, clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
            return Uptime(
                boot: boot,
                span: .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec)))
        }
    }()

    private static func bootNumber() -> Int64? {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        let digits = String(decoding: bytes[..<count], as: UTF8.self).filter(\.isHexDigit)
        return Int64(digits.prefix(12), radix: 16)
    }
}
