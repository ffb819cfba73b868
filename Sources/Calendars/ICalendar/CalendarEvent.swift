/// An event of an iCalendar, with all its occurrences and their changes.
package struct CalendarEvent: Sendable {
    /// The repeated event; nil if the text contains only changed occurrences of it.
    private let master: EventVersion?
    private let changes: [EventVersion]

    /// The UID, summary and attendees of the repeated event.
    package let details: EventDetails
    /// True if the event has dates without times of day.
    package let isAllDay: Bool

    /// Combines the versions of one UID; nil if the event itself is cancelled.
    init?(_ versions: [EventVersion]) {
        let masters = versions.filter { $0.replaces == nil }
        // Of equal sequence numbers the later version wins: appended files have updates at the end.
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

    package var summary: String { details.summary }
    package var attendees: [Attendee] { details.attendees }
    /// The details of the event and of each changed occurrence, in the order of their lines.
    package var allDetails: [EventDetails] {
        let versions = [master].compactMap(\.self) + changes.filter { !$0.isCancelled }
        return versions.map(\.details).sorted { $0.line < $1.line }
    }

    /// Returns the occurrences that overlap a span, in order, at most 10,000.
    ///
    /// An occurrence that ends at the beginning of the span does not overlap it; an empty one that
    /// starts there does. Repeated occurrences keep their clock times across clock changes.
    package func occurrences(overlapping span: Range<Instant>) -> [Occurrence] {
        let replaced = Exclusions(changes.compactMap(\.replaces))
        let regular = master?.occurrences(overlapping: span, without: replaced) ?? []
        let changed = changes.filter { !$0.isCancelled }
            .flatMap { $0.occurrences(overlapping: span, without: Exclusions([])) }
        return (regular + changed).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}
