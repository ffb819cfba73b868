/// The zones named in a text: those of the tz database, and those the text defines itself.
///
/// A name such as `Europe/Berlin`, or one of Windows, means the tz database, whose rules are kept
/// up to date; many programs write only the rules of one year. Any other name means the text's own
/// VTIMEZONE, if it has one. Source: RFC 5545 section 3.6.5.
struct ICalendarZones {
    /// The zones by the names in the text.
    private(set) var known: [String: Zone] = [:]
    /// The zone of whole days and of times that name none.
    private(set) var own: Zone
    /// The text's own zones by names for which the tz database is used.
    private var passedOver: [String: ICalendarPart] = [:]

    /// The maximum number of zones that a text defines and uses, far more than there are places.
    private static let definedMax = 500
    private let defined: [String: ICalendarPart]
    private var definedUsed = 0
    private let zones: (String) -> Zone?

    /// Looks up the zones that the lines name; `zones` returns those of the tz database.
    init(
        _ lines: [ContentLine], parts: [ICalendarPart], otherwise zone: Zone,
        _ zones: @escaping (String) -> Zone?
    ) throws(ICalendarError) {
        self.zones = zones
        own = zone
        var defined: [String: ICalendarPart] = [:]
        for part in parts where part.name == "VTIMEZONE" {
            guard let line = try part.single("TZID") else { continue }
            // Parameters are not escaped, but some programs do not escape the value either.
            for name in [line.value, line.text] { defined[name] = defined[name] ?? part }
        }
        self.defined = defined
        for line in lines {
            if let name = line.parameters["TZID"], known[name] == nil {
                known[name] = try find(name)
            }
            if line.name == "X-WR-TIMEZONE", !line.value.isEmpty {
                guard let named = try find(line.text) else {
                    throw line.fault("no zone is known by the name `\(line.text)`")
                }
                own = named
            }
        }
    }

    private mutating func find(_ name: String) throws(ICalendarError) -> Zone? {
        let listed = tzDatabase(name)
        guard let part = defined[name] else { return listed }
        if let listed, name.contains("/") || WindowsZones.name(of: name) != nil {
            passedOver[name] = part
            return listed
        }
        definedUsed += 1
        guard definedUsed <= Self.definedMax else {
            throw part.fault("more than \(Self.definedMax) zones; accepted are that many")
        }
        return try Zone(part, name: name)
    }

    /// Returns a zone by its tz database name, its Windows name, or a path that ends in a tz
    /// database name: `/example.org/1/Europe/Paris`.
    private func tzDatabase(_ name: String) -> Zone? {
        if let windows = WindowsZones.name(of: name) { return zones(windows) }
        if !name.hasPrefix("/") { return zones(name) }
        let parts = name.split(separator: "/")
        for count in stride(from: min(3, parts.count), to: 0, by: -1) {
            if let zone = zones(parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }

    /// Returns a doubt for each zone by whose rules in the text an event would begin at another
    /// instant than by the tz database.
    func doubts(about versions: [EventVersion]) -> [ICalendarError] {
        passedOver.sorted { $0.key < $1.key }.compactMap { name, part in
            guard let listed = known[name] ?? tzDatabase(name),
                let written = try? Zone(part, name: name)
            else { return nil }
            let differing = versions.filter { version in
                !version.start.isDate && version.start.zone == listed
                    && written.instant(of: version.start.civil) != version.start.instant
            }
            return differing.min { $0.details.line < $1.details.line }.map { version in
                ICalendarError(
                    line: version.details.line, uid: version.details.uid,
                    what: "by the VTIMEZONE on line \(part.number) this begins at "
                        + written.instant(of: version.start.civil).rfc3339
                        + ", by the tz database at \(version.start.instant.rfc3339), which counts")
            }
        }
    }
}

extension Zone {
    /// The first and the last year for which the changes of a VTIMEZONE are computed.
    private static let years = 1900...2199
    /// The maximum number of changes of one VTIMEZONE, far more than three centuries have.
    private static let changesMax = 5_000

    /// Creates a zone from a VTIMEZONE. Source: RFC 5545 section 3.6.5.
    init(_ part: ICalendarPart, name: String) throws(ICalendarError) {
        var onsets: [Onset] = []
        for inner in part.parts where inner.name == "STANDARD" || inner.name == "DAYLIGHT" {
            onsets += try Self.onsets(inner)
            guard onsets.count <= Self.changesMax else {
                throw inner.fault("more than \(Self.changesMax) changes of the clocks")
            }
        }
        guard let first = onsets.min(by: { $0.at < $1.at }) else {
            throw part.fault("neither STANDARD nor DAYLIGHT; accepted is at least one of them")
        }
        var changes: [Int64: Int] = [:]
        for onset in onsets { changes[onset.at] = onset.offset }
        self.init(
            name: name, before: first.before,
            changes: changes.sorted { $0.key < $1.key }.map {
                (at: Instant(seconds: $0.key), seconds: $0.value)
            })
    }

    /// A change of the clocks: its second, and the offsets before and after it.
    private struct Onset {
        let at: Int64
        let before: Int
        let offset: Int
    }

    private static func onsets(_ part: ICalendarPart) throws(ICalendarError) -> [Onset] {
        let before = try offset(try part.required("TZOFFSETFROM"))
        let offset = try offset(try part.required("TZOFFSETTO"))
        let line = try part.required("DTSTART")
        let clock = Zone(fixed: before, name: "")
        let times = EventTimeReader(zones: [:], zone: clock)
        let start = try times.time(line)
        var all = [start]
        if let rule = try part.single("RRULE") {
            let recurrence = try Recurrence(rule, start: start, times: times)
            guard let from = CivilDate(year: years.lowerBound, month: 1, day: 1),
                let until = CivilDate(year: years.upperBound, month: 12, day: 31)
            else { return [] }
            all = recurrence.dates(from: start.civil.date, within: from...until)
                .map(start.moved(to:)).filter { recurrence.until?.includes($0) ?? true }
            // Outlook begins at a day in 1601 that the rule does not give, and means no change.
            if !recurrence.gives(start.civil.date) { all.removeFirst() }
        }
        for line in part.lines where line.name == "RDATE" { all += try times.times(line) }
        return all.map { Onset(at: $0.instant.seconds, before: before, offset: offset) }
    }

    /// Reads an offset such as `+0800`, `-0330` or `+012345`.
    private static func offset(_ line: ContentLine) throws(ICalendarError) -> Int {
        let text = line.value
        let digits = text.utf8.dropFirst().map { Int($0) - 0x30 }
        guard let sign = text.first, sign == "+" || sign == "-",
            digits.count == 4 || digits.count == 6, digits.allSatisfy({ (0...9).contains($0) })
        else {
            throw line.fault("`\(text)` is no offset such as +0100")
        }
        let parts = stride(from: 0, to: digits.count, by: 2).map {
            digits[$0] * 10 + digits[$0 + 1]
        }
        let seconds = zip(parts, [3_600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
        guard parts[0] < 24, parts[1] < 60, parts.last ?? 0 < 60 else {
            throw line.fault("`\(text)` is no offset such as +0100")
        }
        return sign == "-" ? -seconds : seconds
    }
}
