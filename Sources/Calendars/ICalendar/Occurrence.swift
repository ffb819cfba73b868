/// One time an event takes place.
package struct Occurrence: Hashable, Sendable {
    package let start: Instant
    /// Not part of it; the same as `start` for an event of no length.
    package let end: Instant
    /// The days of an all-day event, the last one not included; nil for one with a time of day.
    ///
    /// `start` and `end` are then midnights in the calendar's zone.
    package let days: Range<CivilDate>?
    /// Those of the event, or of the version of this one occurrence that replaces it.
    package let details: EventDetails
}
