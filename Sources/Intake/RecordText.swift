import JSON
internal import Rules

/// The records in one message's text, separated but not yet interpreted.
///
/// The text is one object, an array of objects, or lines with one object each. It counts as lines
/// if the second non-blank line begins with `{`: a document printed over several lines is indented.
/// A fault in an object or array invalidates the whole file, since the next start is unknown; a
/// fault in a line invalidates only that line.
struct RecordText: Sendable {
    struct Piece: Sendable {
        /// The piece's range in the text.
        let range: Range<Int>
        /// The first line of the piece, from 1. For an object or array, fault offsets count from
        /// the start of the text.
        let line: Int
        let result: Result<JSON, JSONError>
    }

    let form: RecordForm
    let pieces: [Piece]
    /// True if the text breaks off, or is blank.
    let isCutShort: Bool
    /// The number of bytes up to the end of the last complete record.
    ///
    /// A last line that is not understood may be the beginning of a longer one.
    let completeBytes: Int

    init(_ bytes: [UInt8], recordBytesMax: Int) {
        let limits = JSONLimits(bytes: recordBytesMax)
        let starts = Self.firstLines(of: bytes)
        if starts.first.map({ bytes[$0] }) != UInt8(ascii: "["), starts.count > 1,
            bytes[starts[1]] == UInt8(ascii: "{")
        {
            form = .lines
            pieces = Self.lines(of: bytes, limits: limits)
        } else if let start = starts.first, bytes[start] == UInt8(ascii: "[") {
            form = .array
            pieces = Self.elements(of: bytes, after: start, limits: limits)
        } else {
            form = .object
            let result = Result { () throws(JSONError) in
                try JSONReader.read(bytes, limits: limits)
            }
            pieces = [Piece(range: 0..<bytes.count, line: 1, result: result)]
        }
        isCutShort = pieces.last?.isCutShort ?? false
        completeBytes =
            switch pieces.last {
            case let last? where last.isFault && last.range.upperBound == bytes.count:
                form == .lines ? last.range.lowerBound : 0
            case _? where form != .lines && pieces.contains(where: \.isFault): 0
            default: bytes.count
            }
    }

    /// Returns the starts of the first two non-blank lines, the first one after its white space.
    private static func firstLines(of bytes: [UInt8]) -> [Int] {
        var starts: [Int] = []
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while starts.count < 2, position < bytes.count {
            let line = position
            while position < bytes.count, isBlank(bytes[position]) { position += 1 }
            guard position < bytes.count else { break }
            if bytes[position] != lineFeed {
                starts.append(starts.isEmpty ? position : line)
            }
            position = bytes[position...].firstIndex(of: lineFeed).map { $0 + 1 } ?? bytes.count
        }
        return starts
    }

    private static func lines(of bytes: [UInt8], limits: JSONLimits) -> [Piece] {
        bytes.withUnsafeBufferPointer { buffer in
            var pieces: [Piece] = []
            var (start, line) = (0, 1)
            while start < buffer.count {
                let end = buffer[start...].firstIndex(of: lineFeed) ?? buffer.count
                let text = UnsafeBufferPointer(rebasing: buffer[start..<end])
                if !text.allSatisfy(isBlank) {
                    let result = Result { () throws(JSONError) in
                        try JSONReader.read(text, limits: limits)
                    }
                    pieces.append(Piece(range: start..<end, line: line, result: result))
                }
                start = end + 1
                line += 1
            }
            return pieces
        }
    }

    private static func elements(
        of bytes: [UInt8], after bracket: Int, limits: JSONLimits
    ) -> [Piece] {
        do {
            return try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
                try elements(of: buffer, after: bracket, limits: limits)
            }
        } catch {
            return [Piece(range: 0..<bytes.count, line: 1, result: .failure(error))]
        }
    }

    private static func elements(
        of bytes: UnsafeBufferPointer<UInt8>, after bracket: Int, limits: JSONLimits
    ) throws(JSONError) -> [Piece] {
        var pieces: [Piece] = []
        var position = bracket + 1
        func skipSpace() {
            while position < bytes.count, isBlank(bytes[position]) || bytes[position] == lineFeed {
                position += 1
            }
        }
        skipSpace()
        var isOpen = position >= bytes.count || bytes[position] != UInt8(ascii: "]")
        while isOpen {
            skipSpace()
            let (value, end) = try JSONReader.readValue(in: bytes, from: position, limits: limits)
            pieces.append(Piece(range: position..<end, line: 1, result: .success(value)))
            position = end
            guard position < bytes.count else { throw JSONError(.endOfText, at: position) }
            switch bytes[position] {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"): isOpen = false
            default: throw JSONError(.unexpected(bytes[position]), at: position)
            }
        }
        position += 1
        skipSpace()
        if position < bytes.count { throw JSONError(.trailing, at: position) }
        return pieces
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }
}

extension RecordText.Piece {
    fileprivate var isFault: Bool {
        if case .failure = result { true } else { false }
    }

    fileprivate var isCutShort: Bool {
        guard case .failure(let fault) = result else { return false }
        return fault.reason == .endOfText
    }
}
