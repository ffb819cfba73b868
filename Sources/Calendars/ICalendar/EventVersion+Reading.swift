extension EventVersion {
    /// Parses the lines between BEGIN:VEVENT and END:VEVENT, without those of nested components.
    init(
        _ lines: [ContentLine], at number: Int, times: EventTimeReader
    ) throws(ICalendarError) {
        let draft = EventDraft(lines: lines, number: number, times: times)
        do throws(ICalendarError) {
            self = try draft.read()
        } catch {
            throw error.of(draft.uid)
        }
    }
}

private struct EventDraft {
    let lines: [ContentLine]
    let number: Int
    let times: EventTimeReader

    var uid: String { text("UID") ?? "without UID, line \(number)" }

    func read() throws(ICalendarError) -> EventVersion {
        for line in lines where line.name == "EXRULE" {
            throw line.fault("is not read; write EXDATE instead")
        }
        guard let startLine = try single("DTSTART") else {
            throw ICalendarError(line: number, uid: nil, what: "DTSTART is missing")
        }
        let start = try times.time(startLine)
        var recurrence: Recurrence?
        if let line = try single("RRULE") {
            recurrence = try Recurrence(line, start: start, times: times)
        }
        return EventVersion(
            details: details, start: start, length: try length(from: start),
            recurrence: recurrence, added: try all("RDATE", as: start), removed: try all("EXDATE"),
            replaces: try replaced(), isCancelled: text("STATUS")?.uppercased() == "CANCELLED",
            sequence: text("SEQUENCE").flatMap { Int($0) } ?? 0)
    }

    private var details: EventDetails {
        EventDetails(
            uid: uid, summary: text("SUMMARY") ?? "",
            attendees: lines.filter { $0.name == "ATTENDEE" }.compactMap(attendee),
            categories: lines.filter { $0.name == "CATEGORIES" }.flatMap(\.texts),
            description: text("DESCRIPTION").map {
                String($0.prefix { !$0.isNewline }.prefix(200))
            } ?? "",
            isTransparent: text("TRANSP")?.uppercased() == "TRANSPARENT", line: number)
    }

    private func attendee(_ line: ContentLine) -> Attendee? {
        let kind = line.parameters["CUTYPE"]?.uppercased()
        guard kind != "ROOM", kind != "RESOURCE",
            line.value.lowercased().hasPrefix("mailto:")
        else { return nil }
        return Attendee(
            address: String(line.value.dropFirst("mailto:".count)),
            name: line.parameters["CN"],
            hasDeclined: line.parameters["PARTSTAT"]?.uppercased() == "DECLINED")
    }

    private func length(from start: EventTime) throws(ICalendarError) -> EventVersion.Length {
        if let line = try single("DTEND") {
            return try length(from: start, to: try times.time(line), line)
        }
        guard let line = try single("DURATION") else {
            return start.isDate ? .days(1) : .civil(0)
        }
        let text = line.value.hasPrefix("+") ? String(line.value.dropFirst()) : line.value
        guard text.hasPrefix("P"), let period = Period(text), period.months == 0,
            !start.isDate || period.exact == .zero
        else {
            throw line.fault(
                "`\(line.value)` is not read; accepted are such as P1D or P1W, and PT12H for an "
                    + "event with a time of day")
        }
        return start.isDate ? .days(max(1, period.days)) : .period(period)
    }

    private func length(
        from start: EventTime, to end: EventTime, _ line: ContentLine
    ) throws(ICalendarError) -> EventVersion.Length {
        guard start.isDate == end.isDate else {
            throw line.fault("a date beside a time; accepted are two dates or two times")
        }
        guard end.instant >= start.instant else { throw line.fault("lies before DTSTART") }
        if start.isDate {
            let days = end.civil.date.daysSinceEpoch - start.civil.date.daysSinceEpoch
            return .days(max(1, days))
        }
        // RFC 5545 section 3.8.5.3 keeps the exact length, but the calendars in use keep the clock
        // times. A shift from eight to eight must end when the next begins, so clock times are kept
        // here too.
        return start.zone == end.zone
            ? .civil(
                end.civil.millisecondsSinceEpoch - start.civil.millisecondsSinceEpoch)
            : .exact(end.instant - start.instant)
    }

    private func replaced() throws(ICalendarError) -> EventTime? {
        guard let line = try single("RECURRENCE-ID") else { return nil }
        guard line.parameters["RANGE"] == nil else {
            throw line.fault("RANGE is not read; accepted is one occurrence at a time")
        }
        return try times.time(line)
    }

    private func all(
        _ name: String, as start: EventTime? = nil
    ) throws(ICalendarError) -> [EventTime] {
        var all: [EventTime] = []
        for line in lines where line.name == name {
            let read = try times.times(line)
            if let start, read.contains(where: { $0.isDate != start.isDate }) {
                throw line.fault("dates and times mixed; accepted is what DTSTART has")
            }
            all += read
        }
        return all
    }

    private func text(_ name: String) -> String? {
        lines.first { $0.name == name }?.text
    }

    private func single(_ name: String) throws(ICalendarError) -> ContentLine? {
        let found = lines.filter { $0.name == name }
        guard found.count <= 1 else { throw found[1].fault("twice in one event") }
        return found.first
    }
}
