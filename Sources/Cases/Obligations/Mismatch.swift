import Calendars

/// The reason a report counts for nothing.
enum Mismatch: Error, Hashable {
    /// No obligation fits the report.
    case nothing
    /// The report names no stage, and the unit awaits several.
    case stage(among: [String])
    /// The report names a period the schedule does not have, or a day with several.
    case period(among: [Instant])
    /// The report was made before the first period began.
    case early
}
