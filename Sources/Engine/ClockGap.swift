import Calendars

/// The time between two readings of the clocks.
struct ClockGap: Hashable, Sendable {
    /// The smallest difference between the clocks that counts as a step of the wall clock.
    static let stepMin = Duration.seconds(5)

    let from: Instant
    let until: Instant
    /// The time that has passed; by the wall clock if the machine was restarted in between.
    let span: Duration
    /// The span by which the wall clock was set forward, or back if negative; zero if it was not.
    let step: Duration

    init(from: ClockReading, until: ClockReading) {
        self.from = from.wall
        self.until = until.wall
        let byWall = until.wall - from.wall
        guard let before = from.uptime, let after = until.uptime else {
            span = byWall
            step = .zero
            return
        }
        // Since a restart, at least the uptime has passed.
        let passed = before.boot == after.boot ? after.span - before.span : nil
        span = passed ?? max(byWall, after.span)
        let difference = byWall - span
        step = max(difference, .zero - difference) < Self.stepMin ? .zero : difference
    }
}
