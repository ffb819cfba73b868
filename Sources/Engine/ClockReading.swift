package import Calendars

/// A reading of both clocks at one moment.
package struct ClockReading: Hashable, Sendable {
    package let wall: Instant
    /// The uptime; nil for a clock that is not the machine's.
    package let uptime: Uptime?

    package init(wall: Instant, uptime: Uptime?) {
        self.wall = wall
        self.uptime = uptime
    }
}
