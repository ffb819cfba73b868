package import Calendars

/// A date that a calendar treats unlike its week, or that a file mentions to no effect.
package struct CalendarDay: Hashable, Sendable {
    /// The effect of an entry on the working hours of its date.
    package enum Effect: Hashable, Sendable {
        case off
        /// A make-up workday.
        case work
        /// A date with working hours of its own.
        case hours([WorkCalendar.Hours])
        /// No effect: an observance, or time that stays free.
        case none(Reason)
    }

    /// The reason why an entry has no effect.
    package enum Reason: String, Sendable { case observance, free }

    package let date: CivilDate
    package let effect: Effect
    /// The name of the day in its source; empty if it has none.
    package let name: String
    /// The file and line, or the place in the rules.
    package let source: String
}
