/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Stored as an integer, so that equal texts give equal instants whatever parsed them, unlike the
/// binary fraction of `Date`. The range is that of RFC 3339: year 1 to year 9999.
package struct Instant: Hashable, Comparable, Sendable {
    /// The milliseconds since the Unix epoch.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Creates an instant from whole seconds since the Unix epoch.
    package init(seconds: Int64) {
        self.milliseconds = seconds * 1_000
    }

    /// The whole seconds since the Unix epoch, rounded towards the past.
    package var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Returns the exact time from `right` to `left`; negative if `right` is later.
    package static func - (left: Instant, right: Instant) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }

    /// Returns the instant an exact time later; precision below a millisecond is truncated.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(milliseconds: instant.milliseconds + duration.wholeMilliseconds)
    }

    package static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(milliseconds: instant.milliseconds - duration.wholeMilliseconds)
    }
}

extension Duration {
    /// The duration in whole milliseconds, truncated towards zero.
    package var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
