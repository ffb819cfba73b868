/// A date, or a date and time in a zone, as written in an event.
struct EventTime: Hashable {
    /// The civil time in `zone`; midnight for a date.
    let civil: CivilTime
    /// The zone of the time; that of the calendar for a date or a time without a zone.
    let zone: Zone
    let isDate: Bool

    var instant: Instant { zone.instant(of: civil) }

    /// Returns the same time of day on another date.
    func moved(to date: CivilDate) -> EventTime {
        var civil = civil
        civil.date = date
        return EventTime(civil: civil, zone: zone, isDate: isDate)
    }

    /// Returns true if a rule that ends at this time still gives another one.
    ///
    /// A date includes its whole day, also for an event with a time of day.
    func includes(_ other: EventTime) -> Bool {
        isDate ? other.civil.date <= civil.date : other.instant <= instant
    }
}
