/// The events of an iCalendar text, such as a feed of shifts or a list of holidays.
///
/// Supported are VEVENTs with DTSTART, DTEND or DURATION, RRULE (see `Recurrence`), RDATE, EXDATE
/// and RECURRENCE-ID. Anything else that would change the times of an event is refused, never
/// ignored. To-dos, journals, alarms and the rules in VTIMEZONE are ignored: zones are known by
/// name. Source: RFC 5545.
package struct ICalendar: Sendable {
    /// The maximum size in bytes: years of shifts of a thousand people.
    package static let bytesMax = 2 << 20

    /// The events in the order of their first mention, without cancelled ones.
    package let events: [CalendarEvent]

    /// Parses a text.
    ///
    /// `zones` returns a zone by its tz database name; Windows names are translated. `zone` applies
    /// to whole days and to times without a zone, unless the text has X-WR-TIMEZONE.
    package init(
        _ bytes: [UInt8], zone: Zone, zones: (String) -> Zone?
    ) throws(ICalendarFault) {
        guard bytes.count <= Self.bytesMax else {
            throw ICalendarFault(
                line: 1, uid: nil, what: "\(bytes.count) bytes; accepted are \(Self.bytesMax)")
        }
        let lines = try ContentLine.lines(of: bytes)
        let times = try ICalendarZones(lines, otherwise: zone, zones).reader
        var versions: [String: [EventVersion]] = [:]
        var order: [String] = []
        for block in try EventBlock.blocks(of: lines) {
            let version = try EventVersion(block.lines, at: block.number, times: times)
            let uid = version.details.uid
            if versions[uid] == nil { order.append(uid) }
            versions[uid, default: []].append(version)
        }
        events = order.compactMap { CalendarEvent(versions[$0] ?? []) }
    }

    /// Returns all occurrences that overlap a span, in order.
    package func occurrences(overlapping span: Range<Instant>) -> [Occurrence] {
        events.flatMap { $0.occurrences(overlapping: span) }
            .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}

/// The zones named in a text.
private struct ICalendarZones {
    let reader: EventTimeReader

    init(
        _ lines: [ContentLine], otherwise zone: Zone, _ zones: (String) -> Zone?
    ) throws(ICalendarFault) {
        var known: [String: Zone] = [:]
        var own = zone
        for line in lines {
            if let name = line.parameters["TZID"], known[name] == nil {
                known[name] = Self.zone(name, zones)
            }
            if line.name == "X-WR-TIMEZONE", !line.value.isEmpty {
                guard let named = Self.zone(line.text, zones) else {
                    throw line.fault("no zone is known by the name `\(line.text)`")
                }
                own = named
            }
        }
        reader = EventTimeReader(zones: known, zone: own)
    }

    /// Returns a zone by its tz database name, its Windows name, or a path that ends in a tz
    /// database name: `/example.org/1/Europe/Paris`.
    private static func zone(_ name: String, _ zones: (String) -> Zone?) -> Zone? {
        if let windows = WindowsZones.name(of: name) { return zones(windows) }
        if !name.hasPrefix("/") { return zones(name) }
        let parts = name.split(separator: "/")
        for count in stride(from: min(3, parts.count), to: 0, by: -1) {
            if let zone = zones(parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }
}

/// The lines of one VEVENT, without those of nested components.
private struct EventBlock {
    let lines: [ContentLine]
    /// The line number of BEGIN:VEVENT.
    let number: Int

    static func blocks(of lines: [ContentLine]) throws(ICalendarFault) -> [EventBlock] {
        var blocks: [EventBlock] = []
        guard !lines.isEmpty else {
            throw ICalendarFault(line: 1, uid: nil, what: "nothing; accepted is BEGIN:VCALENDAR")
        }
        var open: [ContentLine] = []
        var content: [ContentLine] = []
        for line in lines {
            let part = line.value.uppercased()
            if open.isEmpty, line.name != "BEGIN" || part != "VCALENDAR" {
                throw line.fault("stands outside a calendar; accepted is BEGIN:VCALENDAR")
            }
            if line.name == "BEGIN" {
                open.append(line)
                if open.count == 2 { content = [] }
            } else if line.name == "END" {
                guard let begin = open.popLast(), begin.value.uppercased() == part else {
                    throw line.fault("`\(line.value)` ends what did not begin")
                }
                if part == "VEVENT", open.count == 1 {
                    blocks.append(EventBlock(lines: content, number: begin.number))
                }
            } else if open.count == 2 {
                content.append(line)
            }
        }
        if let begin = open.last {
            throw begin.fault("`\(begin.value)` has no end; was the text cut off?")
        }
        return blocks
    }
}
