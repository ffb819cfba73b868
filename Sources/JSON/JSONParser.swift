/// A place in a JSON text, and the steps from there: what `JSONReader` is made of.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    /// Where reading stops: the end of the text, or of what the limit allows.
    let end: Int
    var position: Int
    /// The bytes of a string with escapes, used again for each.
    var scratch: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        position = offset
        end = min(bytes.count, offset + limits.bytes)
    }

    /// Passes an opening bracket; false where the closing one follows at once.
    mutating func open(depth: Int, close: UInt8) throws(JSONFault) -> Bool {
        guard depth <= limits.depth else { throw JSONFault(.tooDeep(limits.depth), at: position) }
        position += 1
        skipSpace()
        guard position < end else { throw cutOff() }
        guard bytes[position] == close else { return true }
        position += 1
        return false
    }

    mutating func another(orClose close: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        guard position < end else { throw cutOff() }
        let byte = bytes[position]
        guard byte == close || byte == UInt8(ascii: ",") else {
            throw JSONFault(.unexpected(byte), at: position)
        }
        position += 1
        return byte != close
    }

    mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard position < end else { throw cutOff() }
        guard bytes[position] == byte else {
            throw JSONFault(.unexpected(bytes[position]), at: position)
        }
        position += 1
    }

    mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
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

    mutating func skipSpace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The fault of a text that stops too early, or that is longer than it may be.
    func cutOff() -> JSONFault {
        end < bytes.count
            ? JSONFault(.tooLong(limits.bytes), at: end) : JSONFault(.endOfText, at: end)
    }
}
