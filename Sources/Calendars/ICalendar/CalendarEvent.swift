/// An event of an iCalendar, with every time it comes again and what was changed about them.
package struct CalendarEvent: Sendable {
    /// Nil where only changed occurrences of it are in the text.
    private let master: EventVersion?
    private let changes: [EventVersion]

    /// Its UID, its summary and its attendees, as of the event that is repeated.
    package let details: EventDetails
    /// It has dates and no times of day.
    package let isAllDay: Bool

    /// Takes the versions of one UID; nil where all are cancelled.
    init?(_ versions: [EventVersion]) {
        let masters = versions.filter { $0.replaces == nil }
        // The later one of equals: a file that is added to has the news at its end.
        let master = masters.reduce(nil as EventVersion?) { best, next in
            best.map { $0.sequence > next.sequence } ?? false ? best : next
        }
        var changes: [Instant: EventVersion] = [:]
        for version in versions {
            guard let replaced = version.replaces?.instant else { continue }
            if let other = changes[replaced], other.sequence > version.sequence { continue }
            changes[replaced] = version
        }
        guard let first = master ?? changes.values.min(by: { $0.start.instant < $1.start.instant }),
            master?.isCancelled != true
        else { return nil }
        self.master = master
        self.changes = Array(changes.values)
        details = first.details
        isAllDay = first.start.isDate
    }

    package var uid: String { details.uid }
    package var summary: String { details.summary }
    package var attendees: [Attendee] { details.attendees }
    /// What is said of itself by the event and by each version of an occurrence, by their lines.
    package var allDetails: [EventDetails] {
        let versions = [master].compactMap(\.self) + changes.filter { !$0.isCancelled }
        return versions.map(\.details).sorted { $0.line < $1.line }
    }

    /// The times it takes place that have a part in a span, in order, at most 10,000.
    ///
    /// An occurrence that ends where the span begins has no part in it, one of no length that
    /// starts there has. A repeated one keeps the hours the clocks show when they are changed.
    package func occurrences(overlapping span: Range<Instant>) -> [Occurrence] {
        let replaced = Exclusions(changes.compactMap(\.replaces))
        let regular = master?.occurrences(overlapping: span, without: replaced) ?? []
        let changed = changes.filter { !$0.isCancelled }
            .flatMap { $0.occurrences(overlapping: span, without: Exclusions([])) }
        return (regular + changed).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}
