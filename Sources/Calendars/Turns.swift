/// An endless row of turns, each beginning where the one before it ends: handover after handover.
///
/// A handover is reckoned from the start, one long period, never step by step, so that nothing
/// drifts. Civil periods keep the wall clock: a handover is the first instant at which clocks show
/// its time or a later one, hence the first of two, and the end of a gap. Exact periods (`8h`,
/// `PT8H`) do not care what clocks show. What lies before the start belongs to nobody.
package struct Turns: Hashable, Sendable {
    package let zone: Zone
    /// The first handover.
    package let starts: Instant
    /// What clocks show at the first handover, or would show if it were not skipped.
    private let clock: CivilTime
    /// How long turns last, one after the other, over and over; at least one, none of them zero.
    package let every: [Period]

    /// Turns from a civil time in a zone.
    package init(from clock: CivilTime, every: [Period], in zone: Zone) {
        self.init(zone: zone, starts: zone.instant(reaching: clock), clock: clock, every: every)
    }

    /// Turns from an instant; civil periods go by what clocks of the zone show then.
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

    /// When a turn begins, counted from 0.
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

    /// The turn that an instant lies in, counted from 0; nil before the first.
    ///
    /// A few steps of arithmetic however far the instant is from the start.
    package func turn(at instant: Instant) -> Int? {
        guard instant >= starts else { return nil }
        var (low, high) = bounds(of: instant)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if start(of: middle) <= instant { low = middle } else { high = middle }
        }
        return low
    }

    /// A turn that has begun by then and a later one that has not: whole rounds, from how long and
    /// how short one can be.
    private func bounds(of instant: Instant) -> (low: Int, high: Int) {
        let day = 86_400_000
        let months = every.reduce(0) { $0 + $1.months }
        let days = every.reduce(0) { $0 + $1.days }
        let exact = every.reduce(0) { $0 + Int($1.exact.wholeMilliseconds) }
        // Clocks are changed by a day at the most, as where the date line was moved.
        let slack = months == 0 && days == 0 ? 0 : 2 * day
        let elapsed = Int(instant.milliseconds - starts.milliseconds)
        let longest = (months * 31 + days) * day + exact
        let shortest = (months * 28 + days) * day + exact
        let low = max(0, elapsed - slack) / longest
        let high = (elapsed + slack) / shortest + 1
        return (low * every.count, high * every.count)
    }
}
