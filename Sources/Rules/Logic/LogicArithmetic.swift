import Calendars
import JSON

/// Arithmetic, exact if both operands and the result are 64-bit integers.
enum LogicArithmetic {
    /// Returns the result of one of `+ - * / %`; nil if it is not a finite number.
    static func result(
        _ operation: LogicOperator, _ left: JSONNumber, _ right: JSONNumber
    ) -> JSONNumber? {
        if case .integer(let left) = left, case .integer(let right) = right,
            let exact = exactResult(operation, left, right)
        {
            return .integer(exact)
        }
        let (left, right) = (left.double, right.double)
        switch operation {
        case .plus: return JSONNumber(left + right)
        case .minus: return JSONNumber(left - right)
        case .times: return JSONNumber(left * right)
        case .divided: return JSONNumber(left / right)
        default: return JSONNumber(left.truncatingRemainder(dividingBy: right))
        }
    }

    private static func exactResult(
        _ operation: LogicOperator, _ left: Int64, _ right: Int64
    ) -> Int64? {
        let (result, overflows) =
            switch operation {
            case .plus: left.addingReportingOverflow(right)
            case .minus: left.subtractingReportingOverflow(right)
            case .times: left.multipliedReportingOverflow(by: right)
            case .remainder: left.remainderReportingOverflow(dividingBy: right)
            default: (0, true)
            }
        return overflows ? nil : result
    }
}

/// Operations on the times of a condition, which are RFC 3339 texts.
enum LogicTime {
    /// Parses a time; `operand` identifies the value in the error.
    static func read(
        _ value: JSON, _ operand: Undecidable.Operand
    ) throws(Undecidable) -> Timestamp {
        guard case .string(let text) = value else {
            guard value != .null else { throw Undecidable.absent(operand) }
            throw Undecidable.unfit(operand, Undecidable.ValueKind(value), .time)
        }
        do throws(TimestampError) {
            return try Timestamp(rfc3339: text)
        } catch {
            throw Undecidable.noTime(operand, text: String(text.prefix(64)), error)
        }
    }

    /// Returns the time a number of units later, in the offset of `time`; months end on their last
    /// day.
    static func adding(
        _ count: JSON, _ unit: JSON, to time: Timestamp
    ) throws(Undecidable) -> JSON {
        guard let number = count.integer, number.magnitude <= 10_000_000_000 else {
            throw Undecidable.noCount
        }
        guard let unit = unit.string.flatMap({ LogicTimeUnit(rawValue: $0) }) else {
            throw Undecidable.noUnit
        }
        let offset = Offset(period(Int(number.magnitude), unit), isNegative: number < 0)
        let longest = 3_660_000
        guard offset.period.months <= longest / 31, offset.period.days <= longest,
            offset.period.exact <= .seconds(longest * 86_400)
        else { throw Undecidable.beyondYears }
        let moved = offset.applied(to: time.instant, in: Zone(fixed: time.offset, name: ""))
        guard Instant.writable.contains(moved) else {
            throw Undecidable.beyondYears
        }
        return .string(moved.rfc3339(offset: time.offset))
    }

    private static func period(_ count: Int, _ unit: LogicTimeUnit) -> Period {
        switch unit {
        case .second: .exactly(.seconds(count))
        case .minute: .exactly(.seconds(count * 60))
        case .hour: .exactly(.seconds(count * 3_600))
        case .day: Period(days: count)
        case .week: Period(days: count * 7)
        case .month: Period(months: count)
        case .year: Period(months: count * 12)
        }
    }

    /// Returns the seconds from one time to another, with milliseconds only if there are any.
    static func elapsed(from start: Timestamp, to end: Timestamp) -> JSON {
        let milliseconds = (end.instant - start.instant).wholeMilliseconds
        guard milliseconds % 1_000 != 0 else { return .number(.integer(milliseconds / 1_000)) }
        return JSONNumber(Double(milliseconds) / 1_000).map { .number($0) } ?? .null
    }
}
