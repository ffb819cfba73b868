extension WorkCalendar {
    /// The deadline that lies so many working days after an instant.
    ///
    /// The instant's own civil day never counts, working or not. `minute` is the time of day it
    /// falls on; nil: when that day's work ends.
    package func deadline(
        businessDays count: Int, after instant: Instant, at minute: Int? = nil
    ) throws(Incomplete) -> Instant {
        let date = try workingDay(count, after: zone.civil(at: instant).date)
        let closes = try hours(on: date).last?.closes ?? 1_440
        return self.instant(on: date, minute: minute ?? closes)
    }

    /// The deadline that lies so much working time after an instant.
    ///
    /// Only working hours run. Outside them the clock starts at the next opening; a deadline that
    /// falls on a closing time is that closing time, not the next opening.
    package func deadline(
        businessTime span: Duration, after instant: Instant
    ) throws(Incomplete) -> Instant {
        var left = span.wholeMilliseconds
        var date = zone.civil(at: instant).date
        var opening: Instant?
        while true {
            for hours in try hours(on: date) {
                let opens = self.instant(on: date, minute: hours.opens)
                let closes = self.instant(on: date, minute: hours.closes)
                let start = max(opens, instant)
                guard start < closes else { continue }
                opening = opening ?? start
                let runs = (closes - start).wholeMilliseconds
                if left <= runs, left > 0 { return start + .milliseconds(left) }
                if left == 0 { return opening ?? start }
                left -= runs
            }
            date = date.adding(days: 1)
        }
    }

    /// The next working day, where an instant falls on a day off: at a minute of that day, or with
    /// nil at the same time of day.
    ///
    /// Source: Regulation (EEC, Euratom) No 1182/71 art. 3(4); for the minute, noon,
    /// Delegated Regulation (EU) 2025/301 art. 5.
    package func rolled(_ instant: Instant, at minute: Int? = nil) throws(Incomplete) -> Instant {
        var civil = zone.civil(at: instant)
        guard try !isWorking(civil.date) else { return instant }
        civil.date = try workingDay(1, after: civil.date)
        return minute.map { self.instant(on: civil.date, minute: $0) } ?? zone.instant(of: civil)
    }

    private func instant(on date: CivilDate, minute: Int) -> Instant {
        minute == 1_440
            ? zone.instant(of: CivilTime(date.adding(days: 1)))
            : zone.instant(of: CivilTime(date, hour: minute / 60, minute: minute % 60))
    }
}
