import Calendars
import Glibc

/// An instant of the monotonic clock, which nobody sets; used for waiting.
///
/// Source: clock_gettime(2), `CLOCK_MONOTONIC`.
struct Monotonic: Hashable, Comparable, Sendable {
    private let milliseconds: Int64

    private init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    static var now: Monotonic {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Monotonic(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    static func < (left: Monotonic, right: Monotonic) -> Bool {
        left.milliseconds < right.milliseconds
    }

    static func + (instant: Monotonic, span: Duration) -> Monotonic {
        Monotonic(milliseconds: instant.milliseconds + span.wholeMilliseconds)
    }

    /// Returns the milliseconds from the right instant to the left.
    static func - (left: Monotonic, right: Monotonic) -> Int64 {
        left.milliseconds - right.milliseconds
    }
}
