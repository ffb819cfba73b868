import JSON

/// A reader of the fields of a CSV text, one row after the other. Source: RFC 4180.
///
/// The separator may be another character, and lines may end with CR, LF or both.
struct CSVScanner {
    private enum FieldEnd { case separator, line, text }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    private let bytes: [UInt8]
    private let separator: UInt8
    private let fieldsMax: Int
    private var offset: Int
    private var line = 1
    private var column = 1

    /// Creates a scanner of valid UTF-8 from an offset at the start of a line.
    ///
    /// Of a row with more fields than `fieldsMax`, the texts of the further ones are not kept.
    init(_ bytes: [UInt8], from offset: Int, line: Int, separator: UInt8, fieldsMax: Int) {
        self.bytes = bytes
        self.offset = offset
        self.line = line
        self.separator = separator
        self.fieldsMax = fieldsMax
    }

    private var place: TextPlace { TextPlace(line: line, column: column) }

    /// Reads the next row that is not blank, with the number of all its fields; nil at the end.
    mutating func row() throws(CSVError) -> (row: CSVRow, count: Int)? {
        while offset < bytes.count {
            var fields: [CSVField] = []
            var count = 0
            var end = FieldEnd.separator
            while end == .separator {
                let field: CSVField
                (field, end) = try self.field()
                count += 1
                if fields.count < fieldsMax || !field.text.isEmpty && fields.count == fieldsMax {
                    fields.append(field)
                }
            }
            if fields.contains(where: { $0.text.utf8.contains { $0 > 0x20 } }) {
                return (CSVRow(fields: fields), count)
            }
        }
        return nil
    }

    private mutating func field() throws(CSVError) -> (CSVField, FieldEnd) {
        let start = place
        let text =
            offset < bytes.count && bytes[offset] == Self.quote ? try quoted() : unquoted()
        return (CSVField(text: text, place: start), end())
    }

    private mutating func unquoted() -> String {
        let start = offset
        while offset < bytes.count, !isEnd(bytes[offset]) { advance() }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func quoted() throws(CSVError) -> String {
        let start = place
        advance()
        var text: [UInt8] = []
        var from = offset
        while offset < bytes.count {
            guard bytes[offset] == Self.quote else {
                if !endLine() { advance() }
                continue
            }
            text += bytes[from..<offset]
            advance()
            guard offset < bytes.count, bytes[offset] == Self.quote else {
                try refuseRest()
                return String(decoding: text, as: UTF8.self)
            }
            // Two quotation marks inside a field stand for one.
            from = offset
            advance()
        }
        throw CSVError(.unclosedQuote, at: start)
    }

    /// Throws if anything but blanks stands between a closing quotation mark and the field's end.
    private mutating func refuseRest() throws(CSVError) {
        while offset < bytes.count, bytes[offset] == 0x20 { advance() }
        guard offset < bytes.count, !isEnd(bytes[offset]) else { return }
        let next = String(decoding: bytes[offset...].prefix(4), as: UTF8.self)
        throw CSVError(.textAfterQuote(next.first ?? "?"), at: place)
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
    }

    private mutating func end() -> FieldEnd {
        guard offset < bytes.count else { return .text }
        if endLine() { return .line }
        advance()
        return .separator
    }

    private mutating func advance() {
        // The bytes that continue a character occupy no column.
        if bytes[offset] & 0xC0 != 0x80 { column += 1 }
        offset += 1
    }

    /// Passes the end of a line; false if there is none here.
    private mutating func endLine() -> Bool {
        guard bytes[offset] == Self.lineFeed || bytes[offset] == Self.carriageReturn else {
            return false
        }
        let isPair = bytes[offset...].prefix(2).elementsEqual([0x0D, 0x0A])
        offset += isPair ? 2 : 1
        line += 1
        column = 1
        return true
    }
}
