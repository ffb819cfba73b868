import JSON

/// A table read from a CSV text: a row of column names, and rows of fields with their places.
///
/// A byte order mark, the separators `,` `;` and tab, quoted fields with line ends and any line end
/// are read. The text must be UTF-8.
package struct CSVTable: Sendable {
    /// The names of the columns, without spaces around them; each occurs once.
    package let columns: [CSVField]
    /// The rows in the order written, without blank ones and those in `faults`.
    package let rows: [CSVRow]
    /// The rows that have more fields than there are columns.
    package let faults: [CSVError]

    /// The maximum number of columns, more than a spreadsheet for people has.
    package static let columnsMax = 1_000

    /// Reads a table; throws if the text cannot be divided into rows.
    package init(_ bytes: [UInt8]) throws(CSVError) {
        try Self.refuseOther(bytes)
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var separator: UInt8?
        var line = 1
        // The line by which spreadsheet programs are told the separator.
        if bytes[start...].starts(with: "sep=".utf8), start + 5 < bytes.count,
            ",;|\t".utf8.contains(bytes[start + 4])
        {
            separator = bytes[start + 4]
            let rest = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count - 1
            (start, line) = (rest + 1, 2)
        }
        var scanner = CSVScanner(
            bytes, from: start, line: line,
            separator: separator ?? Self.separator(of: bytes[start...]),
            fieldsMax: Self.columnsMax)
        guard let header = try scanner.row() else {
            throw CSVError(.emptyText, at: TextPlace(line: 1, column: 1))
        }
        columns = try Self.columns(header.row)
        guard !columns.isEmpty else {
            throw CSVError(.emptyText, at: TextPlace(line: 1, column: 1))
        }
        var rows: [CSVRow] = []
        var faults: [CSVError] = []
        while let (row, count) = try scanner.row() {
            let extra = row.fields.dropFirst(columns.count).first { !$0.text.isEmpty }
            if let extra {
                faults.append(CSVError(.fields(count, columns: columns.count), at: extra.place))
            } else {
                rows.append(row)
            }
        }
        self.rows = rows
        self.faults = faults
    }

    /// Throws for a text in another encoding and a file of another kind.
    private static func refuseOther(_ bytes: [UInt8]) throws(CSVError) {
        if let form = JSONMistake.Form(signatureOf: bytes) {
            throw CSVError(.form(form), at: TextPlace(line: 1, column: 1))
        }
        guard let encoding = JSONMistake.Encoding(ifNotUTF8: bytes) else { return }
        let isNarrow = encoding == .gbk || encoding == .latin1
        let offset = isNarrow ? bytes.firstIndex { $0 >= 0x80 } ?? 0 : 0
        throw CSVError(.encoding(encoding), at: TextPlace(offset: offset, in: bytes))
    }

    /// Returns the separator that occurs most often in the first line, outside quotation marks.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if byte == 0x0A || byte == 0x0D, !counts.isEmpty { break }
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 0x09 {
                counts[byte, default: 0] += 1
            }
        }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return most?.key ?? UInt8(ascii: ",")
    }

    private static func columns(_ header: CSVRow) throws(CSVError) -> [CSVField] {
        guard header.fields.count <= columnsMax else {
            throw CSVError(.columns(max: columnsMax), at: header.fields[columnsMax].place)
        }
        let named = header.fields.map {
            CSVField(text: $0.text.trimmingBlanks, place: $0.place)
        }
        // Spreadsheet programs write empty columns at the end.
        let last = named.lastIndex { !$0.text.isEmpty } ?? -1
        var seen: Set<String> = []
        for (index, column) in named.prefix(last + 1).enumerated() {
            guard !column.text.isEmpty else {
                throw CSVError(.unnamedColumn(index + 1), at: column.place)
            }
            guard seen.insert(column.text).inserted else {
                throw CSVError(.columnTwice(column.text), at: column.place)
            }
        }
        return Array(named.prefix(last + 1))
    }
}

extension String {
    /// The text without blanks at its start and end, U+3000 and U+00A0 included.
    package var trimmingBlanks: String {
        let rest = unicodeScalars.drop { $0.properties.isWhitespace }
        let end = rest.lastIndex { !$0.properties.isWhitespace }
        return end.map { String(rest[...$0]) } ?? ""
    }
}
