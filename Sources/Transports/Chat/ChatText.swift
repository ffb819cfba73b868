import Cases
import Rules

/// What a message says in a chat; the one place that decides which of its texts that is.
struct ChatText {
    let title: String
    let text: String
    let urgency: Urgency

    /// `keyword` leads the title unless that holds it.
    init(_ message: Message, keyword: String? = nil) {
        let subject = message.subject
        let lead = keyword.flatMap { subject.contains($0) ? nil : $0 + " " } ?? ""
        title = lead + subject
        text = message.text.isEmpty ? subject : message.text
        urgency = Urgency(message)
    }
}

/// How pressing a message is, for services that show it by a colour or a sound.
enum Urgency: Sendable {
    case over
    case notice
    case warning
    case critical

    /// By what happened, the end of the message's type.
    init(_ message: Message) {
        switch message.type.split(separator: ".").last {
        case "report_met", "report_waived": self = .over
        case "masked": self = message.data["over"] == true ? .over : .warning
        case "report_opened", "test": self = .notice
        case "report_overdue", "report_still_overdue", "report_catch_up", "report_exhausted",
            "report_missed", "report_nobody":
            self = .critical
        default: self = .warning
        }
    }
}

/// What a service counts a text in.
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
    /// The text written for a service, or as much of it as fits, ended by `…`.
    ///
    /// `escape` writes one character so that it means itself; none is divided.
    package func cut(
        to limit: Int, _ unit: TextUnit, escape: (Character) -> String = { String($0) }
    ) -> String {
        let room = limit - unit.count("…")
        var (written, size) = ("", 0)
        // How much of it leaves room for the dots.
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
