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

    package init(
        name: String, zone: Zone, covers: ClosedRange<CivilDate>, week: [[Hours]],
        off: Set<CivilDate> = [], work: Set<CivilDate> = []
    ) {
        precondition(week.count == 7, "a week has seven days")
        precondition(week.contains { !$0.isEmpty }, "some day of the week is worked")
        self.name = name
        self.zone = zone
        self.covers = covers
        self.week = week
        self.off = off
        self.work = work
    }

    /// Returns the working hours of a date, in order; empty on a day off.
    ///
    /// A make-up workday on a day without hours in the week has the hours of the first working day
    /// from Monday on.
    package func hours(on date: CivilDate) throws(Incomplete) -> [Hours] {
        guard covers.contains(date) else {
            throw Incomplete(calendar: name, date: date, covers: covers)
        }
        if off.contains(date) { return [] }
        let usual = week[date.weekday]
        return usual.isEmpty && work.contains(date) ? usualHours : usual
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
