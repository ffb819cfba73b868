/// An endless sequence of turns, each beginning at the end of the previous one.
///
/// A handover is computed from the start as one long period, never step by step, so that nothing
/// drifts. Civil periods keep the wall clock: a handover is the first instant at which clocks show
/// its time or a later one, so the first of a repeated time, and the end of a gap. Exact periods
/// (`8h`, `PT8H`) ignore the clocks. Time before the start belongs to nobody.
package struct Turns: Hashable, Sendable {
    package let zone: Zone
    /// The instant of the first handover.
    package let starts: Instant
    /// The civil time of the first handover, even if clocks skip it.
    private let clock: CivilTime
    /// The lengths of consecutive turns, repeated endlessly; at least one, none of them zero.
    package let every: [Period]

    /// Creates turns that start at a civil time in a zone.
    package init(from clock: CivilTime, every: [Period], in zone: Zone) {
        self.init(zone: zone, starts: zone.instant(reaching: clock), clock: clock, every: every)
    }

    /// Creates turns that start at an instant; civil periods follow the clocks of the zone.
    package init(from starts: Instant, every: [Period], in zone: Zone) {
        self.init(zone: zone, starts: starts, clock: zone.civil(at: starts), every: every)
    }

    private init(zone: Zone, starts: Instant, clock: CivilTime, every: [Period]) {
        precondition(!every.isEmpty, "turns last some time")
        precondition(every.allSatisfy { !$0.isZero }, "a turn that is over at once is none")
        self.zone = zone
        self.starts = starts
        self.clock = clock
        self.every = every
    }

    /// Returns the start of a turn; turns are counted from 0.
    package func start(of turn: Int) -> Instant {
        let rest = every.prefix(turn % every.count)
        let whole = turn / every.count
        func sum(_ part: (Period) -> Int) -> Int {
            every.reduce(0) { $0 + part($1) } * whole + rest.reduce(0) { $0 + part($1) }
        }
        let (months, days) = (sum(\.months), sum(\.days))
        let exact = sum { Int($0.exact.wholeMilliseconds) }
        var begins = starts
        if months != 0 || days != 0 {
            var civil = clock
            civil.date = civil.date.adding(months: months).adding(days: days)
            begins = zone.instant(reaching: civil)
        }
        return Instant(milliseconds: begins.milliseconds + Int64(exact))
    }

    /// Returns the turn that contains an instant, counted from 0; nil before the first.
    ///
    /// The cost is a few steps of arithmetic, however far the instant is from the start.
    package func turn(at instant: Instant) -> Int? {
        guard instant >= starts else { return nil }
        var (low, high) = bounds(of: instant)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if start(of: middle) <= instant { low = middle } else { high = middle }
        }
        return low
    }

    /// Returns a turn that has begun by an instant and a later one that has not.
    ///
    /// Both are whole rounds, derived from the shortest and the longest possible round.
    private func bounds(of instant: Instant) -> (low: Int, high: Int) {
        let day = 86_400_000
        let months = every.reduce(0) { $0 + $1.months }
        let days = every.reduce(0) { $0 + $1.days }
        let exact = every.reduce(0) { $0 + Int($1.exact.wholeMilliseconds) }
        // Clock changes are at most a day, as when the date line moved.
        let slack = months == 0 && days == 0 ? 0 : 2 * day
        let elapsed = Int(instant.milliseconds - starts.milliseconds)
        let longest = (months * 31 + days) * day + exact
        let shortest = (months * 28 + days) * day + exact
        let low = max(0, elapsed - slack) / longest
        let high = (elapsed + slack) / shortest + 1
        return (low * every.count, high * every.count)
    }
}
