extension Cron {
    /// Returns the first firing after an instant in a zone; nil if there is none within fifty
    /// years.
    ///
    /// A time skipped by a clock change fires at the end of the gap; a time shown twice fires only
    /// the first time. Schedules with `*` for minute or hour follow the clock instead.
    package func next(after instant: Instant, in zone: Zone) -> Instant? {
        followsClock ? nextByClock(after: instant, zone) : nextByDay(after: instant, zone)
    }

    private static let horizon = Duration.seconds(50 * 366 * 86_400)

    private func nextByDay(after instant: Instant, _ zone: Zone) -> Instant? {
        var date = zone.civil(at: instant).date
        let last = zone.civil(at: instant + Self.horizon).date
        while date <= last {
            if fits(date) {
                for hour in 0..<24 where hours.contains(hour) {
                    for minute in 0..<60 where minutes.contains(minute) {
                        let firing = firing(CivilTime(date, hour: hour, minute: minute), zone)
                        if firing > instant { return firing }
                    }
                }
            }
            date = months.contains(date.month) ? date.adding(days: 1) : date.firstOfNextMonth
        }
        return nil
    }

    /// Returns the instant at which clocks show a time, or the end of the gap that skips it.
    private func firing(_ civil: CivilTime, _ zone: Zone) -> Instant {
        var civil = civil
        while zone.civil(at: zone.instant(of: civil)) != civil {
            civil = CivilTime(millisecondsSinceEpoch: civil.millisecondsSinceEpoch + 60_000)
        }
        return zone.instant(of: civil)
    }

    private func nextByClock(after instant: Instant, _ zone: Zone) -> Instant? {
        let minute: Int64 = 60
        let part = instant.seconds % minute
        var second = instant.seconds - part + (part < 0 ? 0 : minute)
        let last = (instant + Self.horizon).seconds
        while second <= last {
            let now = Instant(seconds: second)
            let civil = zone.civil(at: now)
            if !fits(civil.date) {
                let midnight = zone.instant(of: CivilTime(civil.date.adding(days: 1)))
                second = max(second + minute, midnight.seconds)
            } else if !hours.contains(civil.hour) {
                second += Int64(60 - civil.minute) * minute
            } else if !minutes.contains(civil.minute) {
                second += minute
            } else {
                return now
            }
        }
        return nil
    }
}

extension CivilDate {
    fileprivate var firstOfNextMonth: CivilDate {
        adding(days: 1 - day).adding(months: 1)
    }
}
