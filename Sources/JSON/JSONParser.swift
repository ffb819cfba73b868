/// The state of parsing a JSON text, and the single steps `JSONReader` is built from.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    /// The end of the readable bytes: the end of the text, or the limit of its size.
    let end: Int
    var position: Int
    /// The buffer for strings with escapes, reused for each.
    var scratch: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        position = offset
        end = min(bytes.count, offset + limits.bytes)
    }

    /// Consumes an opening bracket; returns false if the closing bracket follows immediately.
    mutating func open(depth: Int, close: UInt8) throws(JSONError) -> Bool {
        guard depth <= limits.depth else { throw JSONError(.tooDeep(limits.depth), at: position) }
        position += 1
        skipSpace()
        guard position < end else { throw cutOff() }
        guard bytes[position] == close else { return true }
        position += 1
        return false
    }

    /// Consumes a comma or the closing bracket; returns true if another element follows.
    mutating func another(orClose close: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        guard position < end else { throw cutOff() }
        let byte = bytes[position]
        guard byte == close || byte == UInt8(ascii: ",") else {
            throw JSONError(.unexpected(byte), at: position)
        }
        position += 1
        return byte != close
    }

    /// Consumes one byte, which must be the expected one.
    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard position < end else { throw cutOff() }
        guard bytes[position] == byte else {
            throw JSONError(.unexpected(bytes[position]), at: position)
        }
        position += 1
    }

    /// Consumes a literal such as `true`, and returns its value.
    mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard position < end else { throw cutOff() }
            guard bytes[position] == word.utf8Start[index] else {
                throw JSONError(.unexpected(bytes[start]), at: start)
            }
            position += 1
        }
        return value
    }

    mutating func skipSpace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Returns the fault of a text that ends too early or exceeds the size limit.
    func cutOff() -> JSONError {
        end < bytes.count
            ? JSONError(.tooLong(limits.bytes), at: end) : JSONError(.endOfText, at: end)
    }
}
