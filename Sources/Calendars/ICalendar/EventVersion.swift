/// A VEVENT as written: an event, or a changed version of one of its occurrences.
struct EventVersion {
    /// The length of an event, from which its end is computed.
    enum Length: Hashable {
        /// A number of whole days, for events with dates.
        case days(Int)
        /// A number of milliseconds on the clocks of the zone.
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
    /// The original start of the occurrence this version replaces; nil for an event.
    let replaces: EventTime?
    let isCancelled: Bool
    let sequence: Int

    /// Returns true if the two versions say the same, wherever they are written.
    func repeats(_ other: EventVersion) -> Bool {
        start == other.start && length == other.length && recurrence == other.recurrence
            && added == other.added && removed == other.removed && replaces == other.replaces
            && details.says(thatOf: other.details)
    }
}

extension EventVersion {
    /// The maximum number of occurrences of one event: 27 years of daily ones.
    static let occurrencesMax = 10_000

    /// Returns the occurrences that overlap a span, in order, without exceptions.
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

    /// Returns the occurrence that begins at a start.
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
            // If a clock change swallows the whole occurrence, its length is used instead.
            end = wall > instant || count == 0 ? wall : instant + .milliseconds(count)
        case .exact(let duration): end = instant + duration
        case .period(let period): end = period.added(to: instant, in: start.zone)
        }
        return Occurrence(
            start: instant, end: max(end, instant), days: days, details: details)
    }

    /// The length in days, rounded up: the distance to look back for overlapping occurrences.
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
        if let until = recurrence.until { starts = Array(starts.prefix(while: until.includes)) }
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

/// The excluded starts, matched by instant, or by day if either of the two is a date.
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
