/// The working days and hours of one place: a week, its exceptions, and the range of dates it
/// covers.
///
/// Dates beyond `covers` are errors: a holiday not yet announced would make a deadline too early
/// or, with make-up workdays, too late.
package struct WorkCalendar: Hashable, Sendable {
    /// A span within one day, in minutes after midnight, ending at 24:00 at the latest.
    package struct Hours: Hashable, Sendable {
        package let opens: Int
        package let closes: Int

        package init?(opens: Int, closes: Int) {
            guard opens >= 0, opens < closes, closes <= 1_440 else { return nil }
            self.opens = opens
            self.closes = closes
        }
    }

    /// The error for a date outside the calendar's range.
    package struct Incomplete: Error, Hashable, Sendable, CustomStringConvertible {
        package let calendar: String
        package let date: CivilDate
        package let covers: ClosedRange<CivilDate>

        package init(calendar: String, date: CivilDate, covers: ClosedRange<CivilDate>) {
            self.calendar = calendar
            self.date = date
            self.covers = covers
        }

        package var description: String {
            "calendar incomplete: \(calendar) covers \(covers.lowerBound) to \(covers.upperBound), "
                + "and \(date) is needed"
        }
    }

    package let name: String
    package let zone: Zone
    package let covers: ClosedRange<CivilDate>
    /// The working hours from Sunday to Saturday; in order and disjoint within a day.
    package let week: [[Hours]]
    /// The dates off despite the week.
    package let off: Set<CivilDate>
    /// The dates worked despite the week: make-up workdays.
    package let work: Set<CivilDate>
    /// The dates with working hours of their own, such as half days, which count instead of the
    /// week and of `off` and `work`; in order and disjoint within a day, none on a day off.
    package let ownHours: [CivilDate: [Hours]]

    package init(
        name: String, zone: Zone, covers: ClosedRange<CivilDate>, week: [[Hours]],
        off: Set<CivilDate> = [], work: Set<CivilDate> = [], ownHours: [CivilDate: [Hours]] = [:]
    ) {
        precondition(week.count == 7, "a week has seven days")
        precondition(week.contains { !$0.isEmpty }, "some day of the week is worked")
        self.name = name
        self.zone = zone
        self.covers = covers
        self.week = week
        self.off = off
        self.work = work
        self.ownHours = ownHours
    }

    /// Returns the working hours of a date, in order; empty on a day off.
    ///
    /// A make-up workday on a day without hours in the week has the hours of the first working day
    /// from Monday on.
    package func hours(on date: CivilDate) throws(Incomplete) -> [Hours] {
        guard covers.contains(date) else {
            throw Incomplete(calendar: name, date: date, covers: covers)
        }
        if !ownHours.isEmpty, let own = ownHours[date] { return own }
        if off.contains(date) { return [] }
        return work.contains(date) ? hoursOfWorkday(on: date) : usualHours(on: date)
    }

    /// Returns the working hours of a date by the week alone.
    package func usualHours(on date: CivilDate) -> [Hours] { week[date.weekday] }

    /// Returns the working hours that a date has if it is worked despite the week.
    package func hoursOfWorkday(on date: CivilDate) -> [Hours] {
        let usual = usualHours(on: date)
        return usual.isEmpty ? usualHours : usual
    }

    /// Returns true if a date has working hours.
    package func isWorking(_ date: CivilDate) throws(Incomplete) -> Bool {
        try !hours(on: date).isEmpty
    }

    /// Returns the n-th working day after a date, not counting the date itself; n is at least 1.
    package func workingDay(_ count: Int, after date: CivilDate) throws(Incomplete) -> CivilDate {
        precondition(count >= 1, "working days are counted from the first")
        var date = date
        var left = count
        while left > 0 {
            date = date.adding(days: 1)
            if try isWorking(date) { left -= 1 }
        }
        return date
    }

    private var usualHours: [Hours] {
        let fromMonday = week[1...] + week[..<1]
        return fromMonday.first { !$0.isEmpty } ?? []
    }
}

extension CivilDate: CustomStringConvertible {
    /// The date as `2026-05-12`.
    package var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Parses `2026-05-12`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

extension WorkCalendar.Hours: CustomStringConvertible {
    /// The hours as `09:00-12:00`.
    package var description: String {
        func clock(_ minute: Int) -> String {
            let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
            return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
        }
        return "\(clock(opens))-\(clock(closes))"
    }

    /// Returns the parts of these hours outside others.
    package func without(_ other: WorkCalendar.Hours) -> [WorkCalendar.Hours] {
        [
            Self(opens: opens, closes: min(closes, other.opens)),
            Self(opens: max(opens, other.closes), closes: closes),
        ].compactMap(\.self)
    }

    /// Returns hours in order, with those that overlap or touch joined.
    package static func joined(_ all: [WorkCalendar.Hours]) -> [WorkCalendar.Hours] {
        var joined: [WorkCalendar.Hours] = []
        for next in all.sorted(by: { $0.opens < $1.opens }) {
            if let last = joined.last, next.opens <= last.closes,
                let both = Self(opens: last.opens, closes: max(last.closes, next.closes))
            {
                joined[joined.count - 1] = both
            } else {
                joined.append(next)
            }
        }
        return joined
    }
}
