import Rules

extension MessageBody {
    /// Returns the message as plain text, one line per row, with lines ended by `\n`.
    func text(_ phrases: any Phrasebook) -> String {
        let colon = phrases.labels().colon
        var text = ""
        for row in rows {
            text += row.label.isEmpty ? row.value : "\(row.label)\(colon)\(row.value)"
            text += "\n"
        }
        return text + "\n-- \n" + phrases.signature() + "\n"
    }

    /// One line for chats and text messages.
    var short: String { Self.shortened(Self.plain(brief() ?? subject), to: Self.shortMax) }

    /// The length of a single-part text message in Latin letters, less a margin for the gateway.
    static let shortMax = 140

    /// Returns the message in the Markdown subset that all chats support: bold, lists and
    /// paragraphs.
    func markdown(_ phrases: any Phrasebook) -> String {
        let colon = phrases.labels().colon
        var text = ""
        var isInList = false
        for row in rows {
            let value = Escaping.markdown(row.value)
            if isInList, row.role != .plain { text += "\n" }
            isInList = row.role == .plain
            switch row.role {
            case .title, .statement: text += "**\(value)**\n\n"
            case .action: text += "**\(row.label)**\(colon)\(value)\n\n"
            case .plain:
                let head = row.label.isEmpty ? "" : row.label + colon
                text += "- \(head)\(value)\n"
            case .gap: text += "---\n\n"
            }
        }
        return text + (isInList ? "\n" : "") + Escaping.markdown(phrases.signature()) + "\n"
    }
}
