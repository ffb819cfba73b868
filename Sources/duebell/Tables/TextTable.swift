import Queries

/// A table for a terminal: a header, and rows whose cells are cut where the width does not suffice.
struct TextTable {
    /// A column with the widths it may have.
    struct Column {
        let title: String
        /// The width below which the column is left out, if it may be, rather than cut.
        let least: Int
        /// True if the column may be left out where the width does not suffice.
        let isOptional: Bool

        init(_ title: String, least: Int = .max, isOptional: Bool = false) {
            self.title = title
            self.least = least
            self.isOptional = isOptional
        }
    }

    /// The emphasis of a cell.
    enum Style: String {
        case plain = ""
        case faint = "2"
        case good = "32"
        case warning = "33"
        case alarm = "1;31"
    }

    /// A text with its emphasis.
    struct Cell {
        let text: String
        let style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = Terminal.plain(text)
            self.style = style
        }

        /// The text, with the codes of its style around it.
        fileprivate func text(to width: Int, isColoured: Bool) -> String {
            let shown = Columns.cut(text, to: width)
            let padding = String(repeating: " ", count: max(0, width - Columns.width(shown)))
            guard isColoured, style != .plain else { return shown + padding }
            return "\u{1B}[\(style.rawValue)m\(shown)\u{1B}[0m" + padding
        }
    }

    let columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Returns the header and the rows, fitted to a width; nil for any width.
    func lines(_ page: Terminal.Page) -> [String] {
        let widths = widths(in: page.width)
        let header = columns.map { Cell($0.title, .faint) }
        return ([header] + rows).map { row in
            let cells = zip(row, widths).compactMap { cell, width in
                width.map { cell.text(to: $0, isColoured: page.isColoured) }
            }
            return Self.trimmed(cells.joined(separator: Self.gap))
        }
    }

    private static let gap = "  "

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Returns the width of each column, nil for one that is left out.
    private func widths(in room: Int?) -> [Int?] {
        var widths: [Int?] = columns.indices.map { place in
            ([columns[place].title] + rows.map { $0[place].text }).map(Columns.width).max() ?? 0
        }
        guard let room else { return widths }
        func excess(_ widths: [Int?]) -> Int {
            let shown = widths.compactMap(\.self)
            return shown.reduce(0, +) + Self.gap.count * (shown.count - 1) - room
        }
        func least(_ widths: [Int?]) -> [Int?] {
            zip(widths, columns).map { width, column in width.map { min($0, column.least) } }
        }
        for place in columns.indices.reversed() where columns[place].isOptional {
            if excess(least(widths)) > 0 { widths[place] = nil }
        }
        // Where even the least widths do not suffice, every column gives.
        let wanted = least(widths)
        let floor = excess(wanted) > 0 ? wanted.map { $0.map { min($0, 8) } } : wanted
        for _ in 0..<max(0, excess(widths)) {
            let widest = widths.indices.filter { (widths[$0] ?? 0) > (floor[$0] ?? 0) }
                .max { (widths[$0] ?? 0) < (widths[$1] ?? 0) }
            guard let widest else { break }
            widths[widest] = widths[widest].map { $0 - 1 }
        }
        return widths
    }
}
