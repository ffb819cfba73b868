import Calendars

/// The content of a file imported by a calendar.
enum CalendarImport {
    /// Individual days, and the year they cover if the file states one.
    case days([ImportedDay], year: Int?)
    /// Events: days off, time off, make-up workdays, and observances, which change nothing.
    case feed(ICalendar)

    /// Returns the days within a span of dates; events with a time of day are read in a zone.
    func days(within covers: ClosedRange<CivilDate>, in zone: Zone) -> [ImportedDay] {
        switch self {
        case .days(let days, _): days.filter { covers.contains($0.date) }
        case .feed(let feed): Self.days(of: feed, within: covers, in: zone)
        }
    }

    private static func days(
        of feed: ICalendar, within covers: ClosedRange<CivilDate>, in zone: Zone
    ) -> [ImportedDay] {
        // One more day on each side: midnights are those of the feed's own zone.
        let from = Zone.utc.instant(of: CivilTime(covers.lowerBound.adding(days: -1)))
        let until = Zone.utc.instant(of: CivilTime(covers.upperBound.adding(days: 2)))
        return feed.occurrences(overlapping: from..<until).flatMap { occurrence in
            if let days = occurrence.days {
                return wholeDays(days, of: occurrence.details, within: covers, feed.edition)
            }
            guard feed.edition == .current else { return [] }
            return parts(of: occurrence, in: zone).filter { covers.contains($0.date) }
        }
    }

    private static func wholeDays(
        _ days: Range<CivilDate>, of details: EventDetails, within covers: ClosedRange<CivilDate>,
        _ edition: CalendarEdition
    ) -> [ImportedDay] {
        let effect = ImportedDay.effect(of: details, edition) ?? .off
        var found: [ImportedDay] = []
        var date = max(days.lowerBound, covers.lowerBound)
        while date < days.upperBound, date <= covers.upperBound {
            found.append(ImportedDay(details, on: date, effect))
            date = date.adding(days: 1)
        }
        return found
    }

    /// Returns the part of each day that an event with a time of day takes.
    private static func parts(of occurrence: Occurrence, in zone: Zone) -> [ImportedDay] {
        let (starts, ends) = (zone.civil(at: occurrence.start), zone.civil(at: occurrence.end))
        let details = occurrence.details
        let minute: Int64 = 60_000
        var found: [ImportedDay] = []
        var date = starts.date
        while date <= ends.date {
            let from = date == starts.date ? Int(starts.millisecondsOfDay / minute) : 0
            let until =
                date == ends.date ? Int((ends.millisecondsOfDay + minute - 1) / minute) : 1_440
            if let hours = WorkCalendar.Hours(opens: from, closes: until) {
                let effect: ImportedDay.Effect
                switch ImportedDay.effect(of: details) {
                case .work: effect = .worked(hours)
                case let known?: effect = known
                case nil: effect = details.isTransparent ? .none(.free) : .free(hours)
                }
                found.append(ImportedDay(details, on: date, effect))
            }
            date = date.adding(days: 1)
        }
        return found
    }
}

/// A day that an imported file mentions.
struct ImportedDay: Hashable {
    /// The effect of a day's entry.
    enum Effect: Hashable {
        case off
        /// A day worked despite the week.
        case work
        /// The working hours of the day.
        case hours([WorkCalendar.Hours])
        /// A part of the day that is not worked.
        case free(WorkCalendar.Hours)
        /// A part of the day that is worked besides.
        case worked(WorkCalendar.Hours)
        case none(CalendarDay.Reason)
    }

    let date: CivilDate
    let effect: Effect
    let name: String
    /// The line in the file, counted from 1.
    let line: Int

    init(date: CivilDate, effect: Effect, name: String, line: Int) {
        self.date = date
        self.effect = effect
        self.name = name
        self.line = line
    }

    init(_ details: EventDetails, on date: CivilDate, _ effect: Effect) {
        self.init(date: date, effect: effect, name: details.summary, line: details.line)
    }

    /// Returns the effect of an event by its own words; nil if they say nothing special.
    static func effect(
        of event: EventDetails, _ edition: CalendarEdition = .current
    ) -> Effect? {
        if isWorked(event) { return .work }
        return edition == .current && isObservance(event) ? .none(.observance) : nil
    }

    /// Returns true if an event denotes a make-up workday: `补班`, `（班）`, `上班`, `(work)`.
    private static func isWorked(_ event: EventDetails) -> Bool {
        let says = (event.categories + [event.summary]).map { $0.lowercased() }
        let marks = ["补班", "上班", "(work)", "(workday)", "(working day)", "make-up work"]
        return says.contains { text in
            marks.contains { text.contains($0) }
                || text.split(whereSeparator: { !$0.isLetter }).contains("班")
        } || event.categories.contains { ["work", "workday"].contains($0.lowercased()) }
    }

    /// Returns true if an event denotes a day that is kept and worked, such as Valentine's Day.
    ///
    /// Google's calendars of holidays mark such days in the first line of the description, others
    /// in a category.
    private static func isObservance(_ event: EventDetails) -> Bool {
        let words = ["observance", "gedenktag", "纪念日"]
        let kind = event.description.prefix { $0.isLetter }.lowercased()
        return words.contains(kind)
            || event.categories.contains { words.contains($0.lowercased()) }
    }
}

extension ImportedDay.Effect {
    /// The effect of an entry for a whole day; nil for any other entry.
    var ofWholeDay: CalendarDay.Effect? {
        switch self {
        case .off: .off
        case .work: .work
        case .hours(let spans): .hours(spans)
        case .free, .worked, .none: nil
        }
    }
}
