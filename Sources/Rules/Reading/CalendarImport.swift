import Calendars

/// The content of a file imported by a calendar.
enum CalendarImport {
    /// Individual days, and the year they cover if the file states one.
    case days([ImportedDay], year: Int?)
    /// Events, of which only those of whole days count.
    case feed(ICalendar)

    /// Returns the days within a span.
    func days(within covers: ClosedRange<CivilDate>) -> [ImportedDay] {
        switch self {
        case .days(let days, _): days.filter { covers.contains($0.date) }
        case .feed(let feed): Self.days(of: feed, within: covers)
        }
    }

    private static func days(
        of feed: ICalendar, within covers: ClosedRange<CivilDate>
    ) -> [ImportedDay] {
        // One more day on each side: midnights are those of the feed's own zone.
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

/// A day off, or a day worked despite the week.
struct ImportedDay: Hashable {
    let date: CivilDate
    let isWorked: Bool
    /// The line in the file, counted from 1.
    let line: Int

    /// Returns true if an event denotes a make-up workday: `补班`, `（班）`, `上班`, `(work)`.
    static func isWorked(_ event: EventDetails) -> Bool {
        let says = (event.categories + [event.summary]).map { $0.lowercased() }
        let marks = ["补班", "上班", "(work)", "(workday)", "(working day)", "make-up work"]
        return says.contains { text in
            marks.contains { text.contains($0) }
                || text.split(whereSeparator: { !$0.isLetter }).contains("班")
        } || event.categories.contains { ["work", "workday"].contains($0.lowercased()) }
    }
}
