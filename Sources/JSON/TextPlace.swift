/// A line and a column of a text, both counted from 1; columns are Unicode scalars.
package struct TextPlace: Hashable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Finds the place at a byte offset of a text; a byte order mark occupies no column.
    package init(offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(max(0, offset))
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let mark = start == 0 && before.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
        line = before.count { $0 == 0x0A } + 1
        column = before[start...].count { $0 & 0xC0 != 0x80 } - mark + 1
    }

    package static func < (left: TextPlace, right: TextPlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
