/// The meaning of calendar files, which never changes for a rulebook that is stored.
package enum CalendarEdition: Sendable {
    /// The meaning before observances and half days were known: every event of a whole day is off
    /// or worked, events and lists with times of day take nothing from a day, and of several events
    /// under one UID the last counts.
    case wholeDays
    /// The meaning of rules that are read today.
    case current
}
