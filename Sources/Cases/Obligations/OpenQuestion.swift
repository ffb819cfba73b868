package import Calendars
package import Rules

/// A question that must be answered before a deadline can be calculated.
package enum OpenQuestion: Error, Hashable, Sendable {
    /// The instant from which the deadline is counted.
    case anchor(Anchor)
    /// The time of day of an anchor of which only the date is known.
    case timeOfDay(Anchor, date: String)
    /// The answer to a condition, as written in the rules.
    case condition(String)
    /// The firing of a bulletin's schedule.
    case firing
    /// Any of the bounds from which the deadline is chosen.
    case bound
    /// A calendar that the rules do not have.
    case calendar(WorkCalendar.ID)
    /// A date that a calendar does not cover.
    case coverage(WorkCalendar.Incomplete)
    /// A sentence in the free-text format of older versions.
    case legacy(String)

    /// True if only an operator can answer the question, rather than the next record.
    package var isForOperators: Bool {
        switch self {
        case .calendar, .coverage: true
        case .anchor, .timeOfDay, .condition, .firing, .bound, .legacy: false
        }
    }
}
