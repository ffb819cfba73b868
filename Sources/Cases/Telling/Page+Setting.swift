import Rules

extension Page {
    /// The page as plain text, a line for each row, lines ended by `\n`.
    func text(_ signature: String) -> String {
        var lines = rows.map { $0.label.isEmpty ? $0.value : "\($0.label): \($0.value)" }
        lines += ["", "-- ", signature]
        return lines.map(Self.oneLine).joined(separator: "\n") + "\n"
    }

    /// The page as an HTML document that needs nothing from outside and is read on any screen.
    func html(_ signature: String, _ language: Language) -> String {
        let body = rows.map { row in
            row.label.isEmpty
                ? "<tr><td colspan=\"2\" style=\"\(Self.wideStyle)\">"
                    + "\(Self.escaped(row.value))</td></tr>"
                : "<tr><th scope=\"row\" style=\"\(Self.labelStyle)\">"
                    + "\(Self.escaped(row.label))</th>"
                    + "<td style=\"padding:4px 0\">\(Self.escaped(row.value))</td></tr>"
        }
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>\(Self.escaped(subject))</title></head>
            <body style="font:16px/1.5 sans-serif;margin:16px;max-width:40em">
            <h1 style="font-size:18px;margin:0 0 12px">\(Self.escaped(subject))</h1>
            <table role="presentation" style="border-collapse:collapse">
            \(body.joined(separator: "\n"))
            </table>
            <p style="font-size:13px;opacity:.7">\(Self.escaped(signature))</p>
            </body></html>

            """
    }

    private static let wideStyle = "padding:6px 0"
    private static let labelStyle =
        "text-align:left;vertical-align:top;padding:4px 12px 4px 0;white-space:nowrap"

    /// A value on one line: what a record wrote cannot pass for a line of ours.
    static func oneLine(_ text: String) -> String {
        // Every line end begins with one of these bytes, and few texts have any of them.
        let mayBreak = text.utf8.contains { (0x0A...0x0D) ~= $0 || $0 == 0xC2 || $0 == 0xE2 }
        return mayBreak ? String(text.map { $0.isNewline ? " " : $0 }) : text
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.entity($0) != nil }) else { return text }
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            if let entity = entity(byte) {
                escaped += entity.utf8
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
