/// The events of an iCalendar text, such as a feed of shifts or a list of holidays.
///
/// Supported are VEVENTs with DTSTART, DTEND or DURATION, RRULE (see `Recurrence`), RDATE, EXDATE
/// and RECURRENCE-ID, and the zones of VTIMEZONE (see `ICalendarZones`). Anything else that would
/// change the times of an event is refused, never ignored. To-dos, journals and alarms are ignored.
/// Source: RFC 5545.
package struct ICalendar: Sendable {
    /// The maximum size in bytes: years of shifts of a thousand people.
    package static let bytesMax = 2 << 20

    /// The events in the order of their first mention, without cancelled ones.
    package let events: [CalendarEvent]
    /// The passages that somebody should look at, in the order of their lines.
    package let doubts: [ICalendarError]
    /// The meaning by which the text was read.
    package let edition: CalendarEdition

    /// Parses a text.
    ///
    /// `zones` returns a zone by its tz database name; Windows names are translated. `zone` applies
    /// to whole days and to times without a zone, unless the text has X-WR-TIMEZONE.
    package init(
        _ bytes: [UInt8], zone: Zone, edition: CalendarEdition = .current,
        zones: @escaping (String) -> Zone?
    ) throws(ICalendarError) {
        guard bytes.count <= Self.bytesMax else {
            throw ICalendarError(
                line: 1, uid: nil, what: "\(bytes.count) bytes; accepted are \(Self.bytesMax)")
        }
        let lines = try ContentLine.lines(of: bytes)
        let parts = try ICalendarPart.parts(of: lines).flatMap(\.parts)
        let named = try ICalendarZones(lines, parts: parts, otherwise: zone, zones)
        let times = EventTimeReader(zones: named.known, zone: named.own)
        var versions: [String: [EventVersion]] = [:]
        var order: [String] = []
        for part in parts where part.name == "VEVENT" {
            let version = try EventVersion(part.lines, at: part.number, times: times)
            let uid = version.details.uid
            if versions[uid] == nil { order.append(uid) }
            versions[uid, default: []].append(version)
        }
        self.edition = edition
        events = order.compactMap { CalendarEvent(versions[$0] ?? [], edition) }
        doubts = (events.flatMap(\.doubts) + named.doubts(about: versions.values.flatMap(\.self)))
            .sorted { ($0.line, $0.what) < ($1.line, $1.what) }
    }

    /// Returns all occurrences that overlap a span, in order.
    package func occurrences(overlapping span: Range<Instant>) -> [Occurrence] {
        events.flatMap { $0.occurrences(overlapping: span) }
            .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}
