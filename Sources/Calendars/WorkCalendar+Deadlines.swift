extension WorkCalendar {
    /// Returns the deadline a number of working days after an instant.
    ///
    /// The civil day of the instant never counts, working or not. `minute` is the time of day of
    /// the deadline; nil means the end of that day's working hours.
    package func deadline(
        businessDays count: Int, after instant: Instant, at minute: Int? = nil
    ) throws(Incomplete) -> Instant {
        let date = try workingDay(count, after: zone.civil(at: instant).date)
        let closes = try hours(on: date).last?.closes ?? 1_440
        return self.instant(on: date, minute: minute ?? closes)
    }

    /// Returns the deadline an amount of working time after an instant.
    ///
    /// Only working hours count. Outside them the count starts at the next opening; a deadline at a
    /// closing time stays at that closing time and does not move to the next opening.
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

    /// Returns the next working day for an instant on a day off, else the instant itself.
    ///
    /// `minute` is the time of day of the result; nil keeps the time of day of the instant.
    ///
    /// Source: Regulation (EEC, Euratom) No 1182/71 art. 3(4); for the minute, noon,
    /// Delegated Regulation (EU) 2025/301 art. 5.
    package func rolled(_ instant: Instant, at minute: Int? = nil) throws(Incomplete) -> Instant {
        var civil = zone.civil(at: instant)
        guard try !isWorking(civil.date) else { return instant }
        civil.date = try workingDay(1, after: civil.date)
        return minute.map { self.instant(on: civil.date, minute: $0) } ?? zone.instant(of: civil)
    }

    func instant(on date: CivilDate, minute: Int) -> Instant {
        minute == 1_440
            ? zone.instant(of: CivilTime(date.adding(days: 1)))
            : zone.instant(of: CivilTime(date, hour: minute / 60, minute: minute % 60))
    }
}
