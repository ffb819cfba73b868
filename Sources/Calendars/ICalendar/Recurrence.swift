/// When an event comes again: the part of RFC 5545 section 3.3.10 that programs agree on.
///
/// What they read differently (BYWEEKNO, BYYEARDAY, times of day, BYMONTHDAY of a year without its
/// month) is refused: a shift on a guessed day is worse than a feed that says what it lacks.
struct Recurrence: Hashable {
    enum Frequency: String {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// `FR`, `-1FR`: every Friday of the span, or its last.
    struct Day: Hashable {
        /// 1 for the first, -1 for the last; nil for every.
        let ordinal: Int?
        /// 0 for Sunday to 6 for Saturday.
        let weekday: Int
    }

    let frequency: Frequency
    /// 1 or more.
    let interval: Int
    /// How many there are, the event itself included.
    let count: Int?
    let until: EventTime?
    let days: [Day]
    /// 1 to 31, or -1 to -31 from the end of the month.
    let monthDays: [Int]
    let months: Set<Int>
    /// Which of a period's dates are taken: 1 the first, -1 the last. All where empty.
    let positions: [Int]
    /// The day a week begins on.
    let weekStart: Int
}

extension Recurrence {
    static let countMax = 10_000

    /// Reads the value of RRULE; `start` lends its zone to an UNTIL without one.
    init(
        _ line: ContentLine, start: EventTime, times: EventTimeReader
    ) throws(ICalendarFault) {
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

    /// What the standard forbids together, or what no two programs read alike.
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

    init(_ line: ContentLine) throws(ICalendarFault) {
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
    ) throws(ICalendarFault) -> Int? {
        guard let text = parts[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw line.fault(
                "\(name)=\(text); accepted are \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func numbers(
        _ name: String, to max: Int, negative: Bool = true
    ) throws(ICalendarFault) -> [Int] {
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

    func days() throws(ICalendarFault) -> [Recurrence.Day] {
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

    func weekStart() throws(ICalendarFault) -> Int {
        guard let text = parts["WKST"] else { return 1 }
        guard let weekday = Self.weekdays.firstIndex(of: text.uppercased()) else {
            throw line.fault("WKST=\(text); accepted are SU to SA")
        }
        return weekday
    }
}
