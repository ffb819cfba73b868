/// The rule of a tz file for all times after its last transition: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX.1-2017 section 8.3 (TZ), as extended by RFC 8536 section 3.3.1.
struct PosixZone: Hashable, Sendable {
    /// The day of a change within a year, by the wall clock before the change.
    enum Day: Hashable, Sendable {
        /// `Mm.w.d`: the w-th weekday d of month m; week 5 is the last.
        case weekday(month: Int, week: Int, weekday: Int)
        /// `Jn`: day 1 to 365, with 29 February never counted.
        case julian(Int)
        /// `n`: day 0 to 365, with 29 February counted.
        case ordinal(Int)
    }

    /// A change between standard and summer time.
    struct Change: Hashable, Sendable {
        let day: Day
        /// The seconds after midnight of that day; may be negative or longer than a day.
        let seconds: Int

        /// Returns the wall-clock second of the change in a year, counted from the epoch.
        func wallSecond(in year: Int) -> Int64 {
            guard let first = CivilDate(year: year, month: 1, day: 1) else { return 0 }
            let date: CivilDate
            switch day {
            case .ordinal(let count):
                date = first.adding(days: count)
            case .julian(let count):
                let isLeap = CivilDate.length(of: 2, in: year) == 29
                date = first.adding(days: count - 1 + (isLeap && count > 59 ? 1 : 0))
            case .weekday(let month, let week, let weekday):
                date = Self.date(of: weekday, week: week, from: first.adding(months: month - 1))
            }
            return Int64(date.daysSinceEpoch) * 86_400 + Int64(seconds)
        }

        private static func date(of weekday: Int, week: Int, from first: CivilDate) -> CivilDate {
            let ahead = (weekday - first.weekday + 7) % 7
            let date = first.adding(days: ahead + (week - 1) * 7)
            return date.month == first.month ? date : date.adding(days: -7)
        }
    }

    /// The standard offset, in seconds east of UTC.
    let standard: Int
    /// The rule of summer time; nil if the zone has none.
    let summer: Summer?

    struct Summer: Hashable, Sendable {
        let offset: Int
        let begins: Change
        let ends: Change
    }

    /// Returns the offset at a second since the epoch, in seconds east of UTC.
    func offset(atSecond second: Int64) -> Int {
        guard let summer else { return standard }
        let local = (second + Int64(standard)) * 1_000
        let year = CivilTime(millisecondsSinceEpoch: local).date.year
        let begins = summer.begins.wallSecond(in: year) - Int64(standard)
        let ends = summer.ends.wallSecond(in: year) - Int64(summer.offset)
        let isSummer =
            begins < ends
            ? (begins..<ends).contains(second) : !(ends..<begins).contains(second)
        return isSummer ? summer.offset : standard
    }
}

extension PosixZone {
    /// Parses a TZ string; nil if it violates the grammar.
    init?(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        guard Self.skipName(&rest), let standard = Self.time(&rest) else { return nil }
        self.standard = -standard
        if rest.isEmpty {
            summer = nil
            return
        }
        guard Self.skipName(&rest) else { return nil }
        var offset = 3_600 - standard
        if rest.first != UInt8(ascii: ",") {
            guard let written = Self.time(&rest) else { return nil }
            offset = -written
        }
        guard let begins = Self.change(&rest), let ends = Self.change(&rest), rest.isEmpty else {
            return nil
        }
        summer = Summer(offset: offset, begins: begins, ends: ends)
    }

    private static func skipName(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { UInt8(ascii: "A")...UInt8(ascii: "z") ~= $0 }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// Parses `[+-]hh[:mm[:ss]]`; returns seconds.
    private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
        var sign = 1
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
        }
        guard var seconds = number(&rest).map({ $0 * 3_600 }) else { return nil }
        for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let part = number(&rest) else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard !digits.isEmpty, digits.count <= 4 else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// Parses `,day[/time]`; the time defaults to 02:00.
    private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.first == UInt8(ascii: ",") else { return nil }
        rest = rest.dropFirst()
        guard let day = day(&rest) else { return nil }
        guard rest.first == UInt8(ascii: "/") else { return Change(day: day, seconds: 7_200) }
        rest = rest.dropFirst()
        return time(&rest).map { Change(day: day, seconds: $0) }
    }

    private static func day(_ rest: inout ArraySlice<UInt8>) -> Day? {
        switch rest.first {
        case UInt8(ascii: "J"):
            rest = rest.dropFirst()
            return number(&rest).flatMap { (1...365).contains($0) ? .julian($0) : nil }
        case UInt8(ascii: "M"):
            rest = rest.dropFirst()
            var parts: [Int] = []
            while parts.count < 3, let part = number(&rest) {
                parts.append(part)
                guard rest.first == UInt8(ascii: "."), parts.count < 3 else { break }
                rest = rest.dropFirst()
            }
            guard parts.count == 3, (1...12).contains(parts[0]), (1...5).contains(parts[1]),
                (0...6).contains(parts[2])
            else { return nil }
            return .weekday(month: parts[0], week: parts[1], weekday: parts[2])
        default:
            return number(&rest).flatMap { (0...365).contains($0) ? .ordinal($0) : nil }
        }
    }
}
