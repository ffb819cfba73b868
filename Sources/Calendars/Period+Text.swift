extension Period {
    /// Parses `P1DT12H`, `PT2H`, `P2W` or `2h`, `1h30m`, `3d`, `0`; nil for anything else.
    ///
    /// The first form is strict: no fraction, no gap (`PT1H2S`), no sign, weeks only alone. The
    /// second has the units y w d h m s ms in that order, each at most once, and is exact: a day is
    /// 24 hours, a year 365 days. A period of more than 106,751 days, about 292 years, is refused.
    /// Source: RFC 3339 appendix A; Prometheus, "Time durations".
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else { return nil }
        let period = first == UInt8(ascii: "P") ? Self.iso8601(bytes) : Self.short(bytes)
        guard let period, period.isWithinReach else { return nil }
        self = period
    }

    /// The period in its shortest written form: `PT2H`, `P1M`, `P2DT12H`.
    package var text: String {
        let (seconds, milliseconds) = exact.wholeParts
        guard months != 0 || days != 0 || exact == .zero || milliseconds == 0 else {
            return (seconds == 0 ? "" : "\(seconds)s") + "\(milliseconds)ms"
        }
        var date = ""
        // The grammar does not allow days directly after years.
        if months % 12 == 0, days == 0 {
            date = months == 0 ? "" : "\(months / 12)Y"
        } else if months != 0 {
            date = "\(months)M"
        }
        if days != 0 { date += "\(days)D" }
        if seconds == 0 { return date.isEmpty ? "PT0S" : "P" + date }
        return "P" + date + "T" + Self.time(seconds, gaps: false)
    }

    private var isWithinReach: Bool {
        let longest = 106_751
        return months <= longest / 31 && days <= longest
            && exact <= .seconds(Int64(longest) * 86_400)
    }

    private static func iso8601(_ bytes: [UInt8]) -> Period? {
        var parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)[...]
        guard let date = parts.popFirst().flatMap({ components($0) }) else { return nil }
        let time = parts.popFirst().map { components($0) ?? [] }
        if date.map(\.unit) == ["W"], time == nil { return Period(days: date[0].count * 7) }
        guard isRun(date, of: ["Y", "M", "D"]), !date.isEmpty || time != nil else { return nil }
        guard let time else { return Period(civil: date) }
        guard !time.isEmpty, isRun(time, of: ["H", "M", "S"]) else { return nil }
        let lengths = ["H": 3_600, "M": 60, "S": 1]
        let seconds = time.reduce(0) { $0 + $1.count * lengths[$1.unit, default: 0] }
        let civil = Period(civil: date)
        return Period(months: civil.months, days: civil.days, exact: .seconds(seconds))
    }

    private init(civil date: [Component]) {
        func count(_ unit: String) -> Int { date.first { $0.unit == unit }?.count ?? 0 }
        self.init(months: count("Y") * 12 + count("M"), days: count("D"))
    }

    private static func short(_ bytes: [UInt8]) -> Period? {
        if bytes == [UInt8(ascii: "0")] { return Period() }
        guard let parts = components(bytes[...]), !parts.isEmpty else { return nil }
        let units = ["y", "w", "d", "h", "m", "s", "ms"]
        let lengths = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1]
        var next = 0
        var milliseconds = 0
        for part in parts {
            guard let index = units[next...].firstIndex(of: part.unit) else { return nil }
            next = index + 1
            let (product, overflows) = part.count.multipliedReportingOverflow(by: lengths[index])
            let (sum, exceeds) = milliseconds.addingReportingOverflow(product)
            guard !overflows, !exceeds else { return nil }
            milliseconds = sum
        }
        return .exactly(.milliseconds(milliseconds))
    }

    private struct Component {
        let count: Int
        let unit: String
    }

    /// Splits a text into numbers of at most ten digits, each with the letters after it; nil if it
    /// cannot.
    private static func components(_ bytes: ArraySlice<UInt8>) -> [Component]? {
        var rest = bytes
        var components: [Component] = []
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix {
                ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
            }
            rest = rest.dropFirst(unit.count)
            guard (1...10).contains(digits.count), !unit.isEmpty else { return nil }
            components.append(
                Component(
                    count: digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) },
                    unit: String(decoding: unit, as: UTF8.self)))
        }
        return components
    }

    /// Returns true if the units are consecutive, without a gap.
    private static func isRun(_ components: [Component], of units: [String]) -> Bool {
        guard let first = components.first else { return true }
        guard let start = units.firstIndex(of: first.unit) else { return false }
        return units[start...].starts(with: components.map(\.unit))
    }

    fileprivate static func time(_ seconds: Int64, gaps: Bool) -> String {
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
        let needsMinutes = minutes != 0 || (!gaps && hours != 0 && rest != 0)
        return (hours == 0 ? "" : "\(hours)H") + (needsMinutes ? "\(minutes)M" : "")
            + (rest == 0 ? "" : "\(rest)S")
    }
}

extension Offset {
    /// Parses a signed period such as `-30m` or `+PT1H`; no sign means after. Nil for anything
    /// else.
    package init?(_ text: String) {
        let sign = text.first
        let isSigned = sign == "-" || sign == "+"
        guard let period = Period(isSigned ? String(text.dropFirst()) : text) else { return nil }
        self.init(period, isNegative: sign == "-")
    }

    /// The offset in written form: `-PT30M`, `0`, `+PT1H`.
    package var text: String {
        period.isZero ? "0" : (isNegative ? "-" : "+") + period.text
    }
}

extension Duration {
    /// The duration in hours, minutes and seconds: `PT26H30M`, `PT0S`, `PT1.5S`, `-PT2H`.
    ///
    /// A fraction appears only if there is one, to the millisecond.
    package var iso8601: String {
        let (seconds, milliseconds) = wholeParts
        guard seconds != 0 || milliseconds != 0 else { return "PT0S" }
        let sign = self < .zero ? "-" : ""
        guard milliseconds != 0 else { return "\(sign)PT" + Period.time(seconds, gaps: true) }
        var digits = String(String(1_000 + milliseconds).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        let minutes = Period.time(seconds / 60 * 60, gaps: true)
        return "\(sign)PT\(minutes)\(seconds % 60).\(digits)S"
    }

    /// The absolute seconds and milliseconds.
    fileprivate var wholeParts: (seconds: Int64, milliseconds: Int64) {
        let milliseconds = abs(wholeMilliseconds)
        return (milliseconds / 1_000, milliseconds % 1_000)
    }
}
