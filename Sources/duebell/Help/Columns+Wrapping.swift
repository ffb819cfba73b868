import Queries

extension Columns {
    /// Returns a text in lines of at most a number of columns.
    ///
    /// A line ends at a space or beside a wide character; no line begins with a closing mark or
    /// ends with an opening one. What cannot be broken stays whole.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines = [""]
        var used = 0
        for piece in pieces(of: text) {
            let taken = Self.width(String(piece))
            let bare = piece.last == " " ? taken - 1 : taken
            if used > 0, used + bare > width {
                lines[lines.count - 1] = trimmed(lines[lines.count - 1])
                lines.append("")
                used = 0
            }
            lines[lines.count - 1] += piece
            used += taken
        }
        return lines
    }

    /// Returns the pieces of a text between which a line may end.
    private static func pieces(of text: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var last: Character?
        for place in text.indices {
            let next = text[place]
            if let last, mayEnd(after: last, before: next) {
                pieces.append(text[start..<place])
                start = place
            }
            last = next
        }
        pieces.append(text[start...])
        return pieces
    }

    private static func mayEnd(after last: Character, before next: Character) -> Bool {
        if last == " " { return next != " " }
        guard width(String(last)) == 2 || width(String(next)) == 2 else { return false }
        return next != " " && !closing.contains(next) && !opening.contains(last)
    }

    private static let closing: Set<Character> = [
        "，", "。", "、", "；", "：", "？", "！", "）", "》", "」", "…", ")", "'", ",", ".",
    ]
    private static let opening: Set<Character> = ["（", "《", "「", "(", "'"]

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
