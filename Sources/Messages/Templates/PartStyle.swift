import Cases
import Mustache

/// What is done to the values in a part, and to the part when it is whole.
///
/// The library's own escaping goes by characters, and lets a quotation mark through that carries
/// an accent; ours goes by bytes.
enum PartStyle: String, CaseIterable {
    case html = "DUEBELL-HTML"
    case markdown = "DUEBELL-MARKDOWN"
    case plain = "TEXT"

    init(_ part: Message.Part) {
        switch part {
        case .html: self = .html
        case .markdown: self = .markdown
        case .subject, .short, .text: self = .plain
        }
    }

    /// A line to stand before a template, so that the library escapes as this part wants it.
    var pragma: String { "{{% CONTENT_TYPE:\(rawValue)}}\n" }

    /// Has the library know our ways to escape; once is enough.
    static let areKnown: Bool = {
        MustacheContentTypes.register(HTMLStyle(), named: html.rawValue)
        MustacheContentTypes.register(MarkdownStyle(), named: markdown.rawValue)
        return true
    }()

    private struct HTMLStyle: MustacheContentType {
        func escapeText(_ text: String) -> String { Escaping.html(text) }
    }

    private struct MarkdownStyle: MustacheContentType {
        func escapeText(_ text: String) -> String { Escaping.markdown(text) }
    }
}

extension Message.Part {
    /// Longer subjects and short texts are cut by what shows them.
    private var charactersMax: Int? {
        switch self {
        case .subject: 300
        case .short: 500
        case .text, .html, .markdown: nil
        }
    }

    /// What came of a template, as it may go out: a subject is one line, no part has control
    /// characters but line ends and tabs, and none ends in empty lines.
    func tidied(_ text: String) -> String {
        var tidy = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            if !isControl || scalar == "\n" || scalar == "\t" { tidy.append(scalar) }
        }
        switch self {
        case .subject, .short:
            let line = String(tidy).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard let max = charactersMax, line.count > max else { return line }
            return String(line.prefix(max - 1)) + "…"
        case .text, .html, .markdown:
            var lines: [Substring] = []
            for line in String(tidy).split(separator: "\n", omittingEmptySubsequences: false) {
                let isEmpty = line.allSatisfy(\.isWhitespace)
                // In Markdown one empty line is as good as many, and lists leave some behind.
                if self == .markdown, isEmpty, lines.last?.isEmpty ?? true { continue }
                lines.append(isEmpty ? "" : line)
            }
            while lines.last?.isEmpty ?? false { lines.removeLast() }
            return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
        }
    }

    /// The part with what sets a test or a drill off, if it does not show it; nil where that
    /// cannot be put in from outside.
    func marked(_ text: String, _ mark: String) -> String? {
        let bare = mark.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if text.contains(bare) || text.contains(Escaping.markdown(bare)) { return text }
        switch self {
        case .subject, .short: return mark + text
        case .text: return bare + "\n" + text
        case .markdown: return Escaping.markdown(bare) + "\n\n" + text
        case .html: return nil
        }
    }
}
