/// The structure of a JSON text before an offset: open brackets, and the part expected next.
///
/// The text before the offset is valid; only the part at the offset is not.
struct JSONContext {
    /// An opened array or object.
    struct Frame {
        let bracket: UInt8
        let offset: Int
    }

    private(set) var frames: [Frame] = []
    private(set) var expectation = JSONMistake.Expectation.value
    /// The offset of the last significant byte; nil at the beginning of the text.
    private(set) var last: Int?
    /// The offset of a string that the offset lies in.
    private(set) var openString: Int?

    init(of bytes: [UInt8], upTo offset: Int) {
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while position < min(offset, bytes.count) {
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D:
                position += 1
                continue
            case UInt8(ascii: "\""):
                guard let end = Self.end(ofStringAt: position, in: bytes, before: offset) else {
                    openString = position
                    return
                }
                position = end
                endValue()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                frames.append(Frame(bracket: byte, offset: position))
                expectation = byte == UInt8(ascii: "{") ? .key : .value
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = frames.popLast()
                expectation = .value
                endValue()
            case UInt8(ascii: ":"): expectation = .value
            case UInt8(ascii: ","):
                expectation = frames.last?.bracket == UInt8(ascii: "{") ? .key : .value
            default: endValue()
            }
            last = position
            position += 1
        }
    }

    private mutating func endValue() {
        guard let frame = frames.last else {
            expectation = .end
            return
        }
        if frame.bracket == UInt8(ascii: "{"), expectation == .key {
            expectation = .colon
        } else {
            expectation = .comma(orClose: frame.bracket == UInt8(ascii: "{") ? "}" : "]")
        }
    }

    /// Returns the offset of the closing quotation mark; nil if it does not stand before `limit`.
    private static func end(ofStringAt start: Int, in bytes: [UInt8], before limit: Int) -> Int? {
        var position = start + 1
        while position < min(limit, bytes.count) {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""): return position
            default: position += 1
            }
        }
        return nil
    }
}
