import Queries

/// A help page of ArgumentParser, to be shown in Chinese.
///
/// The library breaks lines only at spaces and takes each character for one column; the page is
/// therefore made without line breaks and fitted here.
struct HelpPage {
    /// The width at which the library breaks no line.
    static let unbroken = 1_000_000
    /// The column at which descriptions begin.
    private static let column = 26

    private let lines: [String]

    /// Takes a text of the library; nil if the text is no help page, such as a completion script.
    init?(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = lines.first,
            ParserSentence.chinese(first, among: Array(ParserSentence.headings.prefix(2))) != nil
        else { return nil }
    }

    /// Returns the page in Chinese, fitted to a width.
    func text(to width: Int) -> String {
        lines.flatMap { Self.shown($0, to: width) }.joined(separator: "\n")
    }

    private static func shown(_ line: String, to width: Int) -> [String] {
        if let heading = ParserSentence.chinese(line, among: ParserSentence.headings) {
            return Columns.wrapped(heading, to: width)
        }
        guard line.prefix(2) == "  " else { return Columns.wrapped(line, to: width) }
        let margin = String(repeating: " ", count: column)
        let item = Item(line)
        var rows = Columns.wrapped(item.text, to: max(width - column, 20)).map { margin + $0 }
        guard !item.label.isEmpty else { return rows }
        let label = "  " + item.label
        guard let first = rows.first, Columns.width(label) < column else { return [label] + rows }
        rows[0] = Columns.padded(label, to: column) + first.dropFirst(column)
        return rows
    }

    /// A line with the names of an argument or command and its description, either of which may
    /// be empty.
    private struct Item {
        let label: String
        let text: String

        init(_ line: String) {
            let body = line.dropFirst(2)
            let gap = body.firstRange(of: "  ")
            let label = String(body[..<(gap?.lowerBound ?? body.endIndex)])
            let text = String(body[(gap?.lowerBound ?? body.endIndex)...].drop { $0 == " " })
            self.label = Self.chinese(label)
            self.text = Self.chinese(text)
        }

        private static func chinese(_ text: String) -> String {
            ParserSentence.chinese(text, among: ParserSentence.details) ?? text
        }
    }
}
