/// One occurrence of an event.
package struct Occurrence: Hashable, Sendable {
    package let start: Instant
    /// The end, exclusive; equal to `start` for an event of no length.
    package let end: Instant
    /// The days of an all-day event, the end exclusive; nil for an event with a time of day.
    ///
    /// For an all-day event `start` and `end` are midnights in the calendar's zone.
    package let days: Range<CivilDate>?
    /// The details of the event, or of the version that replaces this occurrence.
    package let details: EventDetails
}
