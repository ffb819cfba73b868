/// A point in time as written: the instant, and the offset of its clock from UTC.
package struct Timestamp: Hashable, Sendable {
    package let instant: Instant
    /// The offset in seconds east of UTC.
    package let offset: Int

    /// Parses `2026-05-12T16:00:00+08:00`; seconds and offset are required, a fraction is allowed.
    ///
    /// Fractions are truncated to three digits. Second 60, accepted only where a leap second can
    /// be, means the second after it. Source: RFC 3339 section 5.6; years 1 to 9999.
    package init(rfc3339 text: String) throws(TimestampError) {
        var reader = TimestampReader(Array(text.utf8))
        let date = try reader.date()
        let time = try reader.time()
        offset = try reader.offset()
        guard reader.isAtEnd else { throw .notATime }
        instant = try Self.instant(of: date, time, offset: offset)
    }

    private static func instant(
        of date: (year: Int, month: Int, day: Int),
        _ time: (hour: Int, minute: Int, second: Int, millisecond: Int), offset: Int
    ) throws(TimestampError) -> Instant {
        guard date.year >= 1,
            let day = CivilDate(year: date.year, month: date.month, day: date.day),
            time.hour < 24, time.minute < 60, time.second <= 60
        else { throw .noSuchTime }
        let minutes = Int64(time.hour * 60 + time.minute) - Int64(offset / 60)
        let isLeap = time.second == 60
        guard !isLeap || (minutes + 1_440) % 1_440 == 1_439 else { throw .noSuchTime }
        let seconds = Int64(day.daysSinceEpoch) * 86_400 + minutes * 60 + Int64(time.second)
        let instant = Instant(
            milliseconds: seconds * 1_000 + Int64(isLeap ? 0 : time.millisecond))
        guard Instant.writable.contains(instant) else { throw .noSuchTime }
        return instant
    }
}

private struct TimestampReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func date() throws(TimestampError) -> (year: Int, month: Int, day: Int) {
        let year = try number(4)
        try pass("-")
        let month = try number(2)
        try pass("-")
        let day = try number(2)
        guard !isAtEnd else { throw .bareDate }
        return (year, month, day)
    }

    mutating func time() throws(TimestampError) -> (
        hour: Int, minute: Int, second: Int, millisecond: Int
    ) {
        guard skip("T") || skip("t") else { throw .notATime }
        let hour = try number(2)
        try pass(":")
        let minute = try number(2)
        try pass(":")
        let second = try number(2)
        return (hour, minute, second, try fraction())
    }

    /// Parses `Z`, or signed hours and minutes; returns seconds.
    mutating func offset() throws(TimestampError) -> Int {
        guard !isAtEnd else { throw .noOffset }
        if skip("Z") || skip("z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+") else { throw .notATime }
        let hours = try number(2)
        try pass(":")
        let minutes = try number(2)
        guard hours < 24, minutes < 60 else { throw .noSuchTime }
        return (isWest ? -60 : 60) * (hours * 60 + minutes)
    }

    private mutating func fraction() throws(TimestampError) -> Int {
        guard skip(".") else { return 0 }
        let start = position
        var milliseconds = 0
        var weight = 100
        while let digit = digit() {
            milliseconds += digit * weight
            weight /= 10
        }
        guard position > start else { throw .notATime }
        return milliseconds
    }

    private mutating func number(_ digits: Int) throws(TimestampError) -> Int {
        var number = 0
        for _ in 0..<digits {
            guard let digit = digit() else { throw .notATime }
            number = number * 10 + digit
        }
        return number
    }

    private mutating func digit() -> Int? {
        guard position < bytes.count else { return nil }
        let digit = bytes[position] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        position += 1
        return Int(digit)
    }

    private mutating func pass(_ mark: Unicode.Scalar) throws(TimestampError) {
        guard skip(mark) else { throw .notATime }
    }

    private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }
}

extension Instant {
    /// The range of RFC 3339: the years 1 to 9999 in UTC.
    package static let writable =
        Instant(seconds: -62_135_596_800)..<Instant(seconds: 253_402_300_800)

    /// Parses a time with an offset, with the same rules as `Timestamp`.
    package init(rfc3339 text: String) throws(TimestampError) {
        self = try Timestamp(rfc3339: text).instant
    }

    /// The instant in UTC, `2026-05-12T08:00:00Z`, with milliseconds only if there are any.
    package var rfc3339: String {
        text(offset: 0, mark: "Z")
    }

    /// Returns the instant as shown by the clocks of a zone, `2026-05-12T16:00:00+08:00`.
    ///
    /// A historical offset with seconds is truncated to minutes and the time adjusted, so that the
    /// text still denotes the same instant.
    package func rfc3339(in zone: Zone) -> String {
        rfc3339(offset: zone.offset(at: self))
    }

    /// Returns the instant as shown by a clock a number of seconds east of UTC.
    package func rfc3339(offset: Int) -> String {
        let minutes = offset / 60
        var mark = TimestampWriter()
        mark.add(minutes < 0 ? "-" : "+")
        mark.add(abs(minutes) / 60, digits: 2)
        mark.add(":")
        mark.add(abs(minutes) % 60, digits: 2)
        return text(offset: minutes * 60, mark: mark.text)
    }

    private func text(offset: Int, mark: String) -> String {
        let civil = CivilTime(millisecondsSinceEpoch: milliseconds + Int64(offset) * 1_000)
        var writer = TimestampWriter()
        if civil.date.year < 0 { writer.add("-") }
        writer.add(abs(civil.date.year), digits: 4)
        for part in [civil.date.month, civil.date.day] {
            writer.add("-")
            writer.add(part, digits: 2)
        }
        writer.add("T")
        writer.add(civil.hour, digits: 2)
        for part in [civil.minute, civil.second] {
            writer.add(":")
            writer.add(part, digits: 2)
        }
        let fraction = Int(civil.millisecondsOfDay % 1_000)
        if fraction > 0 {
            writer.add(".")
            writer.add(fraction, digits: 3)
        }
        return writer.text + mark
    }
}

/// A writer of times, digit by digit.
private struct TimestampWriter {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(32)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func add(_ mark: Unicode.Scalar) {
        bytes.append(UInt8(ascii: mark))
    }

    /// Appends a non-negative number, padded with zeros to at least `digits` digits.
    mutating func add(_ number: Int, digits: Int) {
        guard number < 10_000 else { return bytes.append(contentsOf: String(number).utf8) }
        var weight = 1
        for _ in 1..<digits { weight *= 10 }
        while number >= weight * 10 { weight *= 10 }
        while weight > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / weight % 10))
            weight /= 10
        }
    }
}
