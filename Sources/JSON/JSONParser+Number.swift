extension JSONParser {
    /// Parses the number at the current position.
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = position
        try digits(from: start)
        if bytes[whole] == UInt8(ascii: "0"), position > whole + 1 {
            throw JSONError(.badNumber, at: start)
        }
        let wholeEnd = position
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits(from: start)
        }
        var hasExponent = false
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            hasExponent = true
            position += 1
            if position < end,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try digits(from: start)
        }
        let isInteger = position == wholeEnd
        if isInteger, let value = integer(from: start, digits: whole) { return .integer(value) }
        return try decimal(from: start, mayOverflow: hasExponent || wholeEnd - whole > 300)
    }

    private mutating func digits(from start: Int) throws(JSONError) {
        let first = position
        while position < end, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > first else {
            throw position < end ? JSONError(.badNumber, at: start) : cutOff()
        }
    }

    /// Returns the integer that ends at the current position; nil for `-0` and beyond 64 bits.
    private func integer(from start: Int, digits first: Int) -> Int64? {
        let isNegative = start != first
        guard position - first <= 19, !(isNegative && bytes[first] == UInt8(ascii: "0")) else {
            return nil
        }
        var magnitude: UInt64 = 0
        for index in first..<position {
            magnitude = magnitude &* 10 &+ UInt64(bytes[index] &- UInt8(ascii: "0"))
        }
        // Nineteen digits stay below 2^64, so nothing has wrapped around.
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            return Int64(truncatingIfNeeded: 0 &- magnitude)
        }
        return Int64(exactly: magnitude)
    }

    private func decimal(from start: Int, mayOverflow: Bool) throws(JSONError) -> JSONNumber {
        guard position - start <= limits.stringBytes else {
            throw JSONError(.stringTooLong(limits.stringBytes), at: start)
        }
        let number = JSONNumber.decimal(String(decoding: bytes[start..<position], as: UTF8.self))
        guard !mayOverflow || number.double.isFinite else {
            throw JSONError(.notFinite, at: start)
        }
        return number
    }
}
