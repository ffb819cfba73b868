/// The events of an iCalendar text: a feed of shifts, a list of holidays.
///
/// Read are VEVENTs with DTSTART, DTEND or DURATION, RRULE (see `Recurrence`), RDATE, EXDATE and
/// RECURRENCE-ID; what would change when they are and is not read is refused, never passed over.
/// To-dos, journals, alarms and the rules in VTIMEZONE are passed over: zones are known by name.
/// Source: RFC 5545.
package struct ICalendar: Sendable {
    /// At most so many bytes are read: a thousand people's shifts of years.
    package static let bytesMax = 2 << 20

    /// In the order of their first mention; without those that are cancelled.
    package let events: [CalendarEvent]

    /// Reads a text.
    ///
    /// `zones` knows the zones of the tz database by name; Windows names are put into those.
    /// `zone` is that of whole days and of times without a zone, unless the text has X-WR-TIMEZONE.
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

    /// All times anything takes place that have a part in a span, in order.
    package func occurrences(overlapping span: Range<Instant>) -> [Occurrence] {
        events.flatMap { $0.occurrences(overlapping: span) }
            .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}

/// The zones a text names.
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

    /// A name of the tz database, of Windows, or one behind a path: `/example.org/1/Europe/Paris`.
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

/// The lines of one VEVENT, without those of the parts inside it.
private struct EventBlock {
    let lines: [ContentLine]
    /// The line of its BEGIN.
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
