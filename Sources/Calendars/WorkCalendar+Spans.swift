/// Distances in working time, and the openings and closings around an instant.
extension WorkCalendar {
    /// Returns the last instant from which an amount of working time is left before another.
    ///
    /// An amount that begins with an opening begins at that opening, not at the closing before.
    package func beginning(
        businessTime span: Duration, before instant: Instant
    ) throws(Incomplete) -> Instant {
        var left = span.wholeMilliseconds
        guard left > 0 else { return instant }
        var date = zone.civil(at: instant).date
        while true {
            for hours in try spans(on: date).reversed() where hours.lowerBound < instant {
                let end = min(hours.upperBound, instant)
                let runs = (end - hours.lowerBound).wholeMilliseconds
                if left <= runs { return end - .milliseconds(left) }
                left -= runs
            }
            date = date.adding(days: -1)
        }
    }

    /// Returns the working time from one instant to a later one; zero if it is not later.
    package func workingTime(from start: Instant, to end: Instant) throws(Incomplete) -> Duration {
        var date = zone.civil(at: start).date
        let last = zone.civil(at: end).date
        var sum: Duration = .zero
        while start < end, date <= last {
            for hours in try spans(on: date) {
                let (opens, closes) = (max(hours.lowerBound, start), min(hours.upperBound, end))
                if opens < closes { sum += closes - opens }
            }
            date = date.adding(days: 1)
        }
        return sum
    }

    /// Returns an instant within working hours, or else the next opening.
    ///
    /// A closing time is within the hours that it closes.
    package func opening(from instant: Instant) throws(Incomplete) -> Instant {
        // Hours that end at midnight close on the date after.
        let last = zone.civil(at: instant - .milliseconds(1)).date
        if covers.contains(last), try spans(on: last).contains(where: { $0.upperBound == instant })
        {
            return instant
        }
        var date = zone.civil(at: instant).date
        while true {
            for hours in try spans(on: date) where instant <= hours.upperBound {
                return max(instant, hours.lowerBound)
            }
            date = date.adding(days: 1)
        }
    }

    /// Returns the last closing at or before an instant.
    package func closing(before instant: Instant) throws(Incomplete) -> Instant {
        var date = zone.civil(at: instant).date
        while true {
            for hours in try spans(on: date).reversed() where hours.upperBound <= instant {
                return hours.upperBound
            }
            date = date.adding(days: -1)
        }
    }

    /// Returns the working hours of a date as instants, in order, without those that a change of
    /// the clocks skips.
    private func spans(on date: CivilDate) throws(Incomplete) -> [Range<Instant>] {
        try hours(on: date).compactMap { hours in
            let opens = instant(on: date, minute: hours.opens)
            let closes = instant(on: date, minute: hours.closes)
            return opens < closes ? opens..<closes : nil
        }
    }
}
