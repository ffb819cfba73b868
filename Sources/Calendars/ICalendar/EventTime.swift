/// A date, or a date and time in a zone, as an event writes it.
struct EventTime: Hashable {
    /// What the clocks of its zone show; midnight where it is a date.
    let civil: CivilTime
    /// The zone it was written in; for a date and for a time of no zone that of the calendar.
    let zone: Zone
    let isDate: Bool

    var instant: Instant { zone.instant(of: civil) }

    /// The same time of day on another date.
    func moved(to date: CivilDate) -> EventTime {
        var civil = civil
        civil.date = date
        return EventTime(civil: civil, zone: zone, isDate: isDate)
    }
}
