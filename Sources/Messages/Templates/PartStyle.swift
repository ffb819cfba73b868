import Cases
import JSON
import Mustache

/// The escaping of values in a part and the cleanup of the finished part.
///
/// The library's own escaping works on characters and misses a quotation mark with a combining
/// accent; Duebell's works on bytes.
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

    /// The line before a template that selects the part's escaping in the library.
    var pragma: String { "{{% CONTENT_TYPE:\(rawValue)}}\n" }

    /// True once Duebell's escaping is registered with the library, which happens at most once.
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
    /// The maximum length. Viewers cut off longer subjects and short texts.
    private var charactersMax: Int? {
        switch self {
        case .subject: 300
        case .short: 500
        case .text, .html, .markdown: nil
        }
    }

    /// Returns the output of a template, cleaned up: a subject is one line, no part has control
    /// characters except line ends and tabs, and none ends in empty lines.
    func tidied(_ text: String) -> String {
        var tidy = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            let isDropped = isControl || InvisibleCharacters.contains(scalar)
            if !isDropped || scalar == "\n" || scalar == "\t" { tidy.append(scalar) }
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

    /// Returns the part with the mark of a test or drill added if missing; nil if the mark cannot
    /// be added from outside.
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
