/// A recurring time in five fields, with the semantics of Debian's cron: `0 17 * * 1-5`.
///
/// If the day of month or the day of week begins with `*`, both must match; otherwise either is
/// enough. Source: crontab(5) of Debian, Vixie's cron 3.0.
package struct Cron: Hashable, Sendable {
    /// The matching values of a field, one bit each.
    struct Field: Hashable, Sendable {
        let bits: UInt64
        /// True if the field was written with a leading `*`.
        let beginsWithStar: Bool

        func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }
    }

    package let text: String
    let minutes: Field
    let hours: Field
    let days: Field
    let months: Field
    let weekdays: Field

    /// True if the minute or hour begins with `*`, so that firings follow the clock through its
    /// changes.
    ///
    /// Other schedules fire exactly once for each of their times on a matching day, whatever the
    /// clock does.
    var followsClock: Bool { minutes.beginsWithStar || hours.beginsWithStar }

    /// Returns true if the schedule fires on a date.
    func fits(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let (day, weekday) = (days.contains(date.day), weekdays.contains(date.weekday))
        return days.beginsWithStar || weekdays.beginsWithStar ? day && weekday : day || weekday
    }
}

/// An error in the text of a cron schedule.
package struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Cron {
    /// Parses five fields, or one of `@hourly @daily @midnight @weekly @monthly @yearly @annually`.
    package init(_ text: String) throws(CronError) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        var fields = words
        if words.count == 1, words[0].hasPrefix("@") {
            guard let meant = Self.nicknames[words[0].lowercased()] else {
                let known = Self.nicknames.keys.sorted().joined(separator: " ")
                throw CronError("\(words[0]) is no nickname; accepted are \(known)")
            }
            fields = meant.split(separator: " ").map(String.init)
        }
        guard fields.count == 5 else {
            throw CronError(
                "\(fields.count) fields; accepted are five: minute hour day month weekday")
        }
        self.text = text
        minutes = try CronField.minute.read(fields[0])
        hours = try CronField.hour.read(fields[1])
        days = try CronField.day.read(fields[2])
        months = try CronField.month.read(fields[3])
        weekdays = try CronField.weekday.read(fields[4])
        guard canHappen else { throw CronError("no month it names has the days it names") }
    }

    /// The number of firings on a day on which the schedule fires.
    package var firingsPerDay: Int {
        (0..<24).count { hours.contains($0) } * (0..<60).count { minutes.contains($0) }
    }

    private static let nicknames = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
        "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
        "@annually": "0 0 1 1 *",
    ]

    /// True if any date of the named months matches; a weekday that suffices alone always occurs.
    private var canHappen: Bool {
        if !days.beginsWithStar, !weekdays.beginsWithStar { return true }
        return (1...12).contains { month in
            months.contains(month)
                && (1...CivilDate.length(of: month, in: 2_024)).contains(where: days.contains)
        }
    }
}

/// A field of a schedule, with its grammar.
private enum CronField: String {
    case minute, hour
    case day = "day of month"
    case month
    case weekday = "day of week"

    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    private var names: [String] {
        switch self {
        case .month:
            [
                "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                "dec",
            ]
        case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        case .minute, .hour, .day: []
        }
    }

    func read(_ text: String) throws(CronError) -> Cron.Field {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let (values, step) = try span(part)
            for value in stride(from: values.lowerBound, through: values.upperBound, by: step) {
                // Both 0 and 7 mean Sunday.
                bits |= 1 << UInt64(self == .weekday && value == 7 ? 0 : value)
            }
        }
        return Cron.Field(bits: bits, beginsWithStar: text.hasPrefix("*"))
    }

    /// Parses `*`, `a` or `a-b`, each with an optional `/step`; `a/step` runs to the end of the
    /// range.
    private func span(_ part: Substring) throws(CronError) -> (ClosedRange<Int>, Int) {
        let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
        guard pieces.count <= 2 else { throw fault(part) }
        var step = 1
        if pieces.count == 2 {
            guard let number = number(pieces[1]), number >= 1 else { throw fault(part) }
            step = number
        }
        if pieces[0] == "*" {
            return (self == .weekday ? 0...6 : range, step)
        }
        let ends = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = value(ends[0]) else { throw fault(part) }
        if ends.count == 1 {
            let last = self == .weekday ? max(first, 6) : range.upperBound
            return (first...(pieces.count == 2 ? last : first), step)
        }
        guard let last = value(ends[1]), first <= last else { throw fault(part) }
        return (first...last, step)
    }

    private func value(_ text: Substring) -> Int? {
        if let place = names.firstIndex(of: text.lowercased()), !text.isEmpty { return place }
        return number(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.count <= 4, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return Int(text)
    }

    private func fault(_ part: Substring) -> CronError {
        CronError(
            "\(rawValue): `\(part)`; accepted are \(range.lowerBound) to \(range.upperBound)"
                + (names.isEmpty ? "" : " or names") + ", ranges a-b, steps */n and lists")
    }
}
