/// One VEVENT as the text has it: an event, or a changed version of one of its occurrences.
struct EventVersion {
    /// How its end follows from its start.
    enum Length {
        /// Whole days, for dates.
        case days(Int)
        /// So many milliseconds on the clocks of its zone.
        case civil(Int64)
        case exact(Duration)
        case period(Period)
    }

    let details: EventDetails
    let start: EventTime
    let length: Length
    let recurrence: Recurrence?
    let added: [EventTime]
    let removed: [EventTime]
    /// Which occurrence it replaces, by the start that one would have had; nil for an event.
    let replaces: EventTime?
    let isCancelled: Bool
    let sequence: Int
}

extension EventVersion {
    /// At most so many occurrences are given for one event: daily ones for 27 years.
    static let occurrencesMax = 10_000

    /// The times it takes place that have a part in a span, in order; exceptions are not there.
    func occurrences(
        overlapping span: Range<Instant>, without replaced: Exclusions
    ) -> [Occurrence] {
        let excluded = Exclusions(removed)
        var occurrences: [Occurrence] = []
        for start in starts(overlapping: span) {
            if excluded.contains(start) || replaced.contains(start) { continue }
            let occurrence = occurrence(at: start)
            let isNow =
                occurrence.end > span.lowerBound || occurrence.start == span.lowerBound
            if isNow, occurrence.start < span.upperBound { occurrences.append(occurrence) }
            if occurrences.count == Self.occurrencesMax { break }
        }
        return occurrences
    }

    /// The one time it takes place, where it is not repeated.
    func occurrence(at start: EventTime) -> Occurrence {
        let instant = start.instant
        var days: Range<CivilDate>?
        let end: Instant
        switch length {
        case .days(let count):
            let last = start.civil.date.adding(days: count)
            days = start.civil.date..<last
            end = start.zone.instant(of: CivilTime(last))
        case .civil(let count):
            let shown = CivilTime(
                millisecondsSinceEpoch: start.civil.millisecondsSinceEpoch + count)
            let wall = start.zone.instant(of: shown)
            // Where the clocks' change swallows all of it, its length is what is left to go by.
            end = wall > instant || count == 0 ? wall : instant + .milliseconds(count)
        case .exact(let duration): end = instant + duration
        case .period(let period): end = period.added(to: instant, in: start.zone)
        }
        return Occurrence(
            start: instant, end: max(end, instant), days: days, details: details)
    }

    /// The days it lasts, rounded up, for looking back far enough.
    private var daysLong: Int {
        let day: Int64 = 86_400_000
        return switch length {
        case .days(let count): count
        case .civil(let count): Int(count / day) + 1
        case .exact(let duration): Int(duration.wholeMilliseconds / day) + 1
        case .period(let period):
            period.days + Int(period.exact.wholeMilliseconds / day) + 1
        }
    }

    private func starts(overlapping span: Range<Instant>) -> [EventTime] {
        guard let recurrence else { return Self.ordered([start] + added) }
        let first = start.zone.civil(at: span.lowerBound).date.adding(days: -daysLong - 2)
        let last = start.zone.civil(at: span.upperBound).date.adding(days: 1)
        guard start.civil.date <= last else { return Self.ordered(added) }
        var starts = recurrence.dates(from: start.civil.date, within: min(first, last)...last)
            .map(start.moved(to:))
        if let until = recurrence.until {
            // A date closes with its day, also for an event that has a time of day.
            starts = starts.prefix { time in
                until.isDate
                    ? time.civil.date <= until.civil.date : time.instant <= until.instant
            }
        }
        return Self.ordered(starts + added)
    }

    private static func ordered(_ times: [EventTime]) -> [EventTime] {
        var seen: Set<Instant> = []
        return times.map { (time: $0, instant: $0.instant) }
            .sorted { $0.instant < $1.instant }
            .filter { seen.insert($0.instant).inserted }
            .map(\.time)
    }
}

/// Starts that are not to be: by the instant, or by the day where one of the two is a date.
struct Exclusions {
    private let instants: Set<Instant>
    private let dates: Set<CivilDate>
    private let datesOfTimes: Set<CivilDate>

    init(_ times: [EventTime]) {
        let timed = times.filter { !$0.isDate }
        instants = Set(timed.map(\.instant))
        dates = Set(times.filter(\.isDate).map(\.civil.date))
        datesOfTimes = Set(timed.map(\.civil.date))
    }

    func contains(_ start: EventTime) -> Bool {
        dates.contains(start.civil.date)
            || (start.isDate
                ? datesOfTimes.contains(start.civil.date) : instants.contains(start.instant))
    }
}
