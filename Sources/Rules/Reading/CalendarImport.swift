import Calendars

/// What one file gives a calendar.
enum CalendarImport {
    /// Days one by one; the year is what the whole of it is for, where the file says so.
    case days([ImportedDay], year: Int?)
    /// Events, of which those of whole days count.
    case feed(ICalendar)

    /// The days of it that lie in a span.
    func days(within covers: ClosedRange<CivilDate>) -> [ImportedDay] {
        switch self {
        case .days(let days, _): days.filter { covers.contains($0.date) }
        case .feed(let feed): Self.days(of: feed, within: covers)
        }
    }

    private static func days(
        of feed: ICalendar, within covers: ClosedRange<CivilDate>
    ) -> [ImportedDay] {
        // A day more on either side: midnights are those of the feed's own zone.
        let from = Zone.utc.instant(of: CivilTime(covers.lowerBound.adding(days: -1)))
        let until = Zone.utc.instant(of: CivilTime(covers.upperBound.adding(days: 2)))
        return feed.occurrences(overlapping: from..<until).flatMap { occurrence in
            guard let days = occurrence.days else { return [ImportedDay]() }
            let first = max(days.lowerBound, covers.lowerBound)
            let isWorked = ImportedDay.isWorked(occurrence.details)
            var found: [ImportedDay] = []
            var date = first
            while date < days.upperBound, date <= covers.upperBound {
                found.append(
                    ImportedDay(date: date, isWorked: isWorked, line: occurrence.details.line))
                date = date.adding(days: 1)
            }
            return found
        }
    }
}

/// A day that is off, or worked although the week says otherwise.
struct ImportedDay: Hashable {
    let date: CivilDate
    let isWorked: Bool
    /// Where the file has it; counted from 1.
    let line: Int

    /// Whether an event speaks of a make-up workday: `补班`, `（班）`, `上班`, `(work)`.
    static func isWorked(_ event: EventDetails) -> Bool {
        let says = (event.categories + [event.summary]).map { $0.lowercased() }
        let marks = ["补班", "上班", "(work)", "(workday)", "(working day)", "make-up work"]
        return says.contains { text in
            marks.contains { text.contains($0) }
                || text.split(whereSeparator: { !$0.isLetter }).contains("班")
        } || event.categories.contains { ["work", "workday"].contains($0.lowercased()) }
    }
}
