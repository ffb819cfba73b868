/// A strict JSON reader: no two readers of one text can understand it differently.
///
/// UTF-8 only, a leading byte order mark tolerated. Rejected are comments, trailing commas,
/// duplicate keys in an object (canonically equivalent keys are duplicates), lone surrogates and
/// numbers that are not finite. Source: RFC 8259; RFC 7493 for keys and surrogates.
package enum JSONReader {
    /// Parses a text that holds exactly one value.
    package static func read(
        _ bytes: [UInt8], limits: JSONLimits = .record
    ) throws(JSONError) -> JSON {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            try read(buffer, limits: limits)
        }
    }

    /// Parses a buffer that holds exactly one value.
    package static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .record
    ) throws(JSONError) -> JSON {
        let (value, end) = try readValue(in: bytes, from: 0, limits: limits)
        guard end == bytes.count else { throw JSONError(.trailing, at: end) }
        return value
    }

    /// Parses the value at an offset; returns the value and the offset after it and trailing white
    /// space.
    ///
    /// Lets a caller read several values from one text; the size limit applies to each.
    package static func readValue(
        in bytes: [UInt8], from offset: Int, limits: JSONLimits = .record
    ) throws(JSONError) -> (value: JSON, end: Int) {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            try readValue(in: buffer, from: offset, limits: limits)
        }
    }

    /// Parses the value at an offset of a buffer; returns the value and the offset after it.
    package static func readValue(
        in bytes: UnsafeBufferPointer<UInt8>, from offset: Int, limits: JSONLimits = .record
    ) throws(JSONError) -> (value: JSON, end: Int) {
        precondition((0...bytes.count).contains(offset), "an offset inside the text")
        var parser = JSONParser(bytes, from: offset, limits: limits)
        let value = try parser.document()
        return (value, parser.position)
    }
}

extension JSONParser {
    /// Parses a value with the byte order mark before it and the white space around it.
    fileprivate mutating func document() throws(JSONError) -> JSON {
        if position == 0, end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            position = 3
        }
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        // Bytes beyond the limit may have belonged to the value.
        guard position < end || end == bytes.count else { throw cutOff() }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
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
        default: throw JSONError(.unexpected(bytes[position]), at: position)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
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
                throw JSONError(.duplicateKey(key), at: start)
            }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members.append(JSONObject.Member(key: key, value: try value(depth: depth)))
        } while try another(orClose: UInt8(ascii: "}"))
        return JSONObject(distinct: members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        var elements: [JSON] = []
        guard try open(depth: depth, close: UInt8(ascii: "]")) else { return elements }
        repeat {
            skipSpace()
            elements.append(try value(depth: depth))
        } while try another(orClose: UInt8(ascii: "]"))
        return elements
    }

    /// Returns true if the key is new in its object.
    ///
    /// Few keys are compared one by one; many are looked up in a set, so that the cost stays
    /// linear.
    private func isNew(
        _ key: String, beside members: [JSONObject.Member], _ keys: inout Set<String>
    ) -> Bool {
        guard members.count >= 32 else { return !members.contains { $0.key == key } }
        if keys.isEmpty { keys = Set(members.map(\.key)) }
        return keys.insert(key).inserted
    }
}
