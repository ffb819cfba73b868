/// A parser of dates and times, with the zones they may refer to.
///
/// Source: RFC 5545 sections 3.3.4 and 3.3.5.
struct EventTimeReader {
    /// The zones the text names, each looked up once.
    let zones: [String: Zone]
    /// The zone of times that name none.
    let zone: Zone

    /// Parses the time of a line such as `DTSTART;TZID=Europe/Berlin:20260512T160000`.
    ///
    /// The value may also be in UTC, `20260512T080000Z`, or a date, `20260512`.
    func time(_ line: ContentLine) throws(ICalendarError) -> EventTime {
        try time(line.value[...], of: line)
    }

    /// Parses a line with several values between commas.
    func times(_ line: ContentLine) throws(ICalendarError) -> [EventTime] {
        guard line.parameters["VALUE"]?.uppercased() != "PERIOD" else {
            throw line.fault("periods are not read; write an event of its own for each")
        }
        var times: [EventTime] = []
        for value in line.value.split(separator: ",") {
            times.append(try time(value, of: line))
        }
        return times
    }

    /// Parses one value of a line.
    ///
    /// `zone` applies to a time that names none; nil means the zone of the line, else of the
    /// calendar.
    func time(
        _ text: Substring, of line: ContentLine, in zone: Zone? = nil
    ) throws(ICalendarError) -> EventTime {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count,
                bytes[range].allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return bytes[range].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        }
        let isDate = bytes.count == 8
        let isUTC = bytes.count == 16 && (bytes[15] | 0x20) == UInt8(ascii: "z")
        guard isDate || isUTC || bytes.count == 15, let year = number(0..<4), year >= 1,
            let month = number(4..<6), let day = number(6..<8),
            let date = CivilDate(year: year, month: month, day: day)
        else { throw Self.noTime(text, line) }
        if isDate {
            return EventTime(
                civil: CivilTime(date), zone: zone ?? self.zone, isDate: true)
        }
        guard (bytes[8] | 0x20) == UInt8(ascii: "t"), let hour = number(9..<11), hour < 24,
            let minute = number(11..<13), minute < 60, let second = number(13..<15), second <= 60
        else { throw Self.noTime(text, line) }
        let named = if isUTC { Zone.utc } else if let zone { zone } else { try self.zone(of: line) }
        return EventTime(
            civil: CivilTime(date, hour: hour, minute: minute, second: second), zone: named,
            isDate: false)
    }

    private func zone(of line: ContentLine) throws(ICalendarError) -> Zone {
        guard let name = line.parameters["TZID"] else { return zone }
        guard let zone = zones[name] else {
            throw line.fault(
                "no zone is known by the name `\(name)`; accepted are those of the tz database "
                    + "and of Windows, and those a VTIMEZONE of the text defines")
        }
        return zone
    }

    private static func noTime(_ text: Substring, _ line: ContentLine) -> ICalendarError {
        line.fault("`\(text)` is no date or time such as 20260512, 20260512T160000 or …Z")
    }
}
