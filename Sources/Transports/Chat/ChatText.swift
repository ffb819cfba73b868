import Cases
import JSON
import Messages
import Rules

/// The title and text of a message in a chat; the one place that chooses among the message's texts.
struct ChatText {
    let title: String
    let text: String
    /// True if the text is Markdown, with the values in it escaped by backslashes.
    let isMarkdown: Bool
    let urgency: Urgency

    init(_ message: Message, _ say: ChatChannel.Say = .text) {
        title = message.subject
        let text =
            switch say {
            case .text: message.text
            case .short: message.short
            case .markdown: message.markdown
            }
        isMarkdown = say == .markdown && !text.isEmpty
        self.text = text.isEmpty ? title : text
        urgency = Urgency(message)
    }

    /// Returns a title written for a service, preceded by the bot's keyword unless it contains the
    /// keyword.
    static func led(_ title: String, by keyword: String?) -> String {
        keyword.map { title.contains($0) ? title : $0 + " " + title } ?? title
    }

    /// Returns the text cut to a limit and escaped for a service.
    ///
    /// `escape` writes a character so that it is not read as markup. In Markdown, `unescape` does
    /// so for a character after a backslash, in place of that backslash.
    func text(
        cutTo limit: Int, _ unit: TextUnit, escape: (Character) -> String,
        unescape: (Character) -> String, plain: (Character) -> String = { String($0) }
    ) -> String {
        guard isMarkdown else { return text.cut(to: limit, unit, escape: escape) }
        var isEscaped = false
        return text.cut(to: limit, unit) { character in
            guard isEscaped else {
                isEscaped = character == "\\"
                return isEscaped ? "" : plain(character)
            }
            isEscaped = false
            // A backslash before anything else is a plain character. Source: CommonMark, section
            // 2.4.
            guard character.isASCII, character.isPunctuation || character.isSymbol else {
                return plain("\\") + plain(character)
            }
            return unescape(character)
        }
    }
}

/// The unit in which a service counts the length of a text.
package enum TextUnit: Sendable {
    case bytes
    /// Bytes of the text inside JSON, where some characters take two.
    case jsonBytes
    case utf16
    case scalars

    fileprivate func count(_ text: String) -> Int {
        switch self {
        case .bytes: text.utf8.count
        case .jsonBytes:
            text.utf8.reduce(0) { $0 + ($1 < 0x20 ? 6 : $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
        case .utf16: text.utf16.count
        case .scalars: text.unicodeScalars.count
        }
    }
}

extension String {
    /// Returns the text written for a service, cut to fit and ended by `…` if it is too long.
    ///
    /// `escape` writes one character so that it is not read as markup; its output is never divided.
    package func cut(
        to limit: Int, _ unit: TextUnit, escape: (Character) -> String = { String($0) }
    ) -> String {
        let room = limit - unit.count("…")
        var (written, size) = ("", 0)
        // The number of bytes that leaves room for the dots.
        var fitting = 0
        for character in self {
            let piece = escape(character)
            size += unit.count(piece)
            guard size <= limit else {
                return String(decoding: written.utf8.prefix(fitting), as: UTF8.self) + "…"
            }
            written += piece
            if size <= room { fitting = written.utf8.count }
        }
        return written
    }
}
