/// A recurrence rule, limited to the part of RFC 5545 section 3.3.10 that programs agree on.
///
/// Parts that programs interpret differently (BYWEEKNO, BYYEARDAY, times of day, BYMONTHDAY of a
/// year without its month) are refused: a shift on a guessed day is worse than a refused feed.
struct Recurrence: Hashable {
    enum Frequency: String {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// A day of BYDAY, as in `FR` or `-1FR`: every Friday of the span, or its last.
    struct Day: Hashable {
        /// The position in the span: 1 for the first, -1 for the last, nil for every.
        let ordinal: Int?
        /// The day of the week, from 0 for Sunday to 6 for Saturday.
        let weekday: Int
    }

    let frequency: Frequency
    /// The interval between periods, at least 1.
    let interval: Int
    /// The number of occurrences, including the event itself; nil if unlimited.
    let count: Int?
    let until: EventTime?
    let days: [Day]
    /// The days of the month, 1 to 31, or -1 to -31 from its end.
    let monthDays: [Int]
    let months: Set<Int>
    /// The selected positions among a period's dates: 1 is the first, -1 the last, empty selects
    /// all.
    let positions: [Int]
    /// The first day of the week.
    let weekStart: Int
}

extension Recurrence {
    static let countMax = 10_000

    /// Parses the value of RRULE; an UNTIL without a zone takes that of `start`.
    init(
        _ line: ContentLine, start: EventTime, times: EventTimeReader
    ) throws(ICalendarError) {
        let parts = try RecurrenceParts(line)
        guard let frequency = Frequency(rawValue: parts.value("FREQ")?.uppercased() ?? "") else {
            throw line.fault(
                "FREQ=\(parts.value("FREQ") ?? "") is not read; accepted are DAILY, WEEKLY, "
                    + "MONTHLY, YEARLY")
        }
        self.frequency = frequency
        interval = try parts.number("INTERVAL", in: 1...10_000) ?? 1
        count = try parts.number("COUNT", in: 1...Self.countMax)
        var until: EventTime?
        if let text = parts.value("UNTIL") {
            until = try times.time(text[...], of: line, in: start.zone)
        }
        self.until = until
        days = try parts.days()
        monthDays = try parts.numbers("BYMONTHDAY", to: 31)
        months = Set(try parts.numbers("BYMONTH", to: 12, negative: false))
        positions = try parts.numbers("BYSETPOS", to: 366)
        weekStart = try parts.weekStart()
        if let why = contradiction { throw line.fault(why) }
    }

    /// The first combination that the standard forbids or that programs interpret differently.
    private var contradiction: String? {
        if count != nil, until != nil { return "COUNT and UNTIL; accepted is one of them" }
        let isLong = frequency == .monthly || frequency == .yearly
        if !isLong, days.contains(where: { $0.ordinal != nil }) {
            return "BYDAY with a number needs FREQ=MONTHLY or YEARLY"
        }
        if frequency == .weekly, !monthDays.isEmpty {
            return "BYMONTHDAY does not go with FREQ=WEEKLY"
        }
        if frequency == .yearly, !monthDays.isEmpty, months.isEmpty {
            return "BYMONTHDAY with FREQ=YEARLY needs BYMONTH: programs read it differently"
        }
        if !positions.isEmpty, days.isEmpty, monthDays.isEmpty, months.isEmpty {
            return "BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH beside it"
        }
        return nil
    }
}

/// The parts of an RRULE by their names.
private struct RecurrenceParts {
    private static let known: Set = [
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST",
    ]
    private static let weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]

    private let line: ContentLine
    private var parts: [String: String] = [:]

    init(_ line: ContentLine) throws(ICalendarError) {
        self.line = line
        for part in line.value.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].uppercased()
            guard pair.count == 2, Self.known.contains(name) else {
                throw line.fault(
                    "\(name) is not read; accepted are \(Self.known.sorted().joined(separator: ", "))"
                )
            }
            guard parts.updateValue(String(pair[1]), forKey: name) == nil else {
                throw line.fault("\(name) twice")
            }
        }
    }

    func value(_ name: String) -> String? { parts[name] }

    func number(
        _ name: String, in range: ClosedRange<Int>
    ) throws(ICalendarError) -> Int? {
        guard let text = parts[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw line.fault(
                "\(name)=\(text); accepted are \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func numbers(
        _ name: String, to max: Int, negative: Bool = true
    ) throws(ICalendarError) -> [Int] {
        guard let text = parts[name] else { return [] }
        var numbers: [Int] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(piece), number != 0, number.magnitude <= max,
                number > 0 || negative
            else {
                throw line.fault(
                    "\(name)=\(text); accepted are 1 to \(max)"
                        + (negative ? " and -1 to -\(max)" : ""))
            }
            numbers.append(number)
        }
        return numbers
    }

    func days() throws(ICalendarError) -> [Recurrence.Day] {
        guard let text = parts["BYDAY"] else { return [] }
        var days: [Recurrence.Day] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            let count = piece.dropLast(2)
            let ordinal = Int(count)
            guard let weekday = Self.weekdays.firstIndex(of: piece.suffix(2).uppercased()),
                count.isEmpty || ordinal.map({ $0 != 0 && $0.magnitude <= 53 }) ?? false
            else {
                throw line.fault("BYDAY=\(text); accepted are such as MO, 1MO, -1FR")
            }
            days.append(Recurrence.Day(ordinal: ordinal, weekday: weekday))
        }
        return days
    }

    func weekStart() throws(ICalendarError) -> Int {
        guard let text = parts["WKST"] else { return 1 }
        guard let weekday = Self.weekdays.firstIndex(of: text.uppercased()) else {
            throw line.fault("WKST=\(text); accepted are SU to SA")
        }
        return weekday
    }
}
