/// Reads JSON strictly, so that no two readers of one text understand it differently.
///
/// UTF-8 only, a leading byte order mark tolerated; no comments, no trailing commas, no key twice
/// in an object (keys that are canonically equivalent are the same key), no half surrogates, no
/// number that is not finite. Source: RFC 8259; RFC 7493 for keys and surrogates.
package enum JSONReader {
    /// The one value that a text holds.
    package static func read(
        _ bytes: [UInt8], limits: JSONLimits = .record
    ) throws(JSONFault) -> JSON {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONFault) in
            try read(buffer, limits: limits)
        }
    }

    /// The one value that a buffer holds.
    package static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .record
    ) throws(JSONFault) -> JSON {
        let (value, end) = try readValue(in: bytes, from: 0, limits: limits)
        guard end == bytes.count else { throw JSONFault(.trailing, at: end) }
        return value
    }

    /// The value that begins at an offset, and the offset after it and the white space behind it.
    ///
    /// Lets a caller take several values out of one text; the limit of bytes holds for each.
    package static func readValue(
        in bytes: [UInt8], from offset: Int, limits: JSONLimits = .record
    ) throws(JSONFault) -> (value: JSON, end: Int) {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONFault) in
            try readValue(in: buffer, from: offset, limits: limits)
        }
    }

    /// The same over a buffer.
    package static func readValue(
        in bytes: UnsafeBufferPointer<UInt8>, from offset: Int, limits: JSONLimits = .record
    ) throws(JSONFault) -> (value: JSON, end: Int) {
        precondition((0...bytes.count).contains(offset), "an offset inside the text")
        var parser = JSONParser(bytes, from: offset, limits: limits)
        let value = try parser.document()
        return (value, parser.position)
    }
}

private struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    /// Where reading stops: the end of the text, or of what the limit allows.
    private let end: Int
    private(set) var position: Int
    /// The bytes of a string with escapes, used again for each.
    private var scratch: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        position = offset
        end = min(bytes.count, offset + limits.bytes)
    }

    mutating func document() throws(JSONFault) -> JSON {
        if position == 0, end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            position = 3
        }
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        guard position < end else { throw cutOff() }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw JSONFault(.unexpected(bytes[position]), at: position)
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
        var members: [JSONObject.Member] = []
        var keys: Set<String> = []
        guard try open(depth: depth, close: UInt8(ascii: "}")) else { return JSONObject() }
        members.reserveCapacity(8)
        repeat {
            skipSpace()
            let start = position
            try expect(UInt8(ascii: "\""))
            position = start
            let key = try string(isKey: true)
            guard isNew(key, beside: members, &keys) else {
                throw JSONFault(.duplicateKey(key), at: start)
            }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members.append(JSONObject.Member(key: key, value: try value(depth: depth)))
        } while try another(orClose: UInt8(ascii: "}"))
        return JSONObject(distinct: members)
    }

    private mutating func array(depth: Int) throws(JSONFault) -> [JSON] {
        var elements: [JSON] = []
        guard try open(depth: depth, close: UInt8(ascii: "]")) else { return elements }
        repeat {
            skipSpace()
            elements.append(try value(depth: depth))
        } while try another(orClose: UInt8(ascii: "]"))
        return elements
    }

    /// Few keys are compared one by one, many are looked up, so that no object costs its square.
    private func isNew(
        _ key: String, beside members: [JSONObject.Member], _ keys: inout Set<String>
    ) -> Bool {
        guard members.count >= 16 else { return !members.contains { $0.key == key } }
        if keys.isEmpty { keys = Set(members.map(\.key)) }
        return keys.insert(key).inserted
    }

    /// Passes an opening bracket; false where the closing one follows at once.
    private mutating func open(depth: Int, close: UInt8) throws(JSONFault) -> Bool {
        guard depth <= limits.depth else { throw JSONFault(.tooDeep(limits.depth), at: position) }
        position += 1
        skipSpace()
        guard position < end else { throw cutOff() }
        guard bytes[position] == close else { return true }
        position += 1
        return false
    }

    private mutating func another(orClose close: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        guard position < end else { throw cutOff() }
        let byte = bytes[position]
        guard byte == close || byte == UInt8(ascii: ",") else {
            throw JSONFault(.unexpected(byte), at: position)
        }
        position += 1
        return byte != close
    }

    private mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard position < end else { throw cutOff() }
        guard bytes[position] == byte else {
            throw JSONFault(.unexpected(bytes[position]), at: position)
        }
        position += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard position < end else { throw cutOff() }
            guard bytes[position] == word.utf8Start[index] else {
                throw JSONFault(.unexpected(bytes[start]), at: start)
            }
            position += 1
        }
        return value
    }

    private mutating func skipSpace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The fault of a text that stops too early, or that is longer than it may be.
    private func cutOff() -> JSONFault {
        end < bytes.count
            ? JSONFault(.tooLong(limits.bytes), at: end) : JSONFault(.endOfText, at: end)
    }
}

// MARK: Strings and numbers

extension JSONParser {
    private mutating func string(isKey: Bool = false) throws(JSONFault) -> String {
        let start = position + 1
        position = start
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try self.text(of: UnsafeBufferPointer(rebasing: bytes[start..<position]))
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start, isKey) }
            guard byte >= 0x20 else { throw JSONFault(.controlCharacter, at: position) }
            position += 1
        }
        throw cutOff()
    }

    /// Goes on with a string at its first escape.
    private mutating func escapedString(
        from start: Int, _ isKey: Bool
    ) throws(JSONFault) -> String {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: bytes[start..<position])
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard !isKey || !scratch.contains(0) else {
                    throw JSONFault(.nullInKey, at: start - 1)
                }
                let text = try scratch.withUnsafeBufferPointer {
                    content throws(JSONFault) -> String in
                    try self.text(of: content, from: start)
                }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                try escape()
            } else {
                guard byte >= 0x20 else { throw JSONFault(.controlCharacter, at: position) }
                scratch.append(byte)
                position += 1
            }
        }
        throw cutOff()
    }

    private func text(
        of content: UnsafeBufferPointer<UInt8>, from start: Int? = nil
    ) throws(JSONFault) -> String {
        let start = start ?? position - content.count
        guard content.count <= limits.stringBytes else {
            throw JSONFault(.stringTooLong(limits.stringBytes), at: start - 1)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw JSONFault(.notUTF8, at: start + validPrefix(from: start))
        }
        return text
    }

    /// How many bytes from a place on are whole characters of UTF-8.
    private func validPrefix(from start: Int) -> Int {
        var decoder = UTF8()
        var source = bytes[start..<position].makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&source) {
            count += UTF8.width(scalar)
        }
        return count
    }

    private mutating func escape() throws(JSONFault) {
        let start = position
        guard position + 1 < end else { throw cutOff() }
        position += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): scratch.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): scratch.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): scratch.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(from: start)
        default: throw JSONFault(.badEscape, at: start)
        }
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONFault) {
        var code = try hexadecimal(from: start)
        if (0xD800...0xDBFF).contains(code) {
            guard position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw JSONFault(.loneSurrogate, at: start) }
            position += 2
            let low = try hexadecimal(from: position - 2)
            guard (0xDC00...0xDFFF).contains(low) else {
                throw JSONFault(.loneSurrogate, at: start)
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONFault(.loneSurrogate, at: start) }
        scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func hexadecimal(from start: Int) throws(JSONFault) -> UInt32 {
        guard position + 4 <= end else { throw cutOff() }
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue,
                bytes[position] < 0x80
            else { throw JSONFault(.badEscape, at: start) }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(JSONFault) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = position
        try digits(from: start)
        if bytes[whole] == UInt8(ascii: "0"), position > whole + 1 {
            throw JSONFault(.badNumber, at: start)
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

    private mutating func digits(from start: Int) throws(JSONFault) {
        let first = position
        while position < end, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > first else {
            throw position < end ? JSONFault(.badNumber, at: start) : cutOff()
        }
    }

    /// The digits up to the position; nil for a zero with a sign and for what 64 bits do not hold.
    private func integer(from start: Int, digits first: Int) -> Int64? {
        let isNegative = start != first
        guard position - first <= 19, !(isNegative && bytes[first] == UInt8(ascii: "0")) else {
            return nil
        }
        var magnitude: UInt64 = 0
        for index in first..<position {
            magnitude = magnitude &* 10 &+ UInt64(bytes[index] &- UInt8(ascii: "0"))
        }
        // Nineteen digits stay below 2^64, so nothing has wrapped.
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            return Int64(truncatingIfNeeded: 0 &- magnitude)
        }
        return Int64(exactly: magnitude)
    }

    private func decimal(from start: Int, mayOverflow: Bool) throws(JSONFault) -> JSONNumber {
        guard position - start <= limits.stringBytes else {
            throw JSONFault(.stringTooLong(limits.stringBytes), at: start)
        }
        let number = JSONNumber.decimal(String(decoding: bytes[start..<position], as: UTF8.self))
        guard !mayOverflow || number.double.isFinite else {
            throw JSONFault(.notFinite, at: start)
        }
        return number
    }
}
