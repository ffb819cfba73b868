import JSON
import Rules

extension MessageBody {
    /// The urgency of a message, shown as a colour.
    enum Tone: String, Sendable, CaseIterable {
        case alarm, warning, relief, notice

        /// The colour, readable on both dark and light backgrounds.
        var colour: String {
            switch self {
            case .alarm: "#d93a2b"
            case .warning: "#b9770e"
            case .relief: "#2e8b57"
            case .notice: "#5b7083"
            }
        }
    }

    /// The tone of the most urgent content.
    var tone: Tone { facts()["tone"]?.string.flatMap(Tone.init(rawValue:)) ?? .notice }

    /// Returns the message as a self-contained HTML document.
    ///
    /// Background and text colours are left to the viewer, so that dark mode works. Each label
    /// stands above its value, so that the text fits a phone.
    func html(_ phrases: any Phrasebook, _ language: Language) -> String {
        let body = rows.map { Self.html($0) }.joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>\(Escaping.html(subject))</title>
            <style>:root{color-scheme:light dark;supported-color-schemes:light dark}
            @media (prefers-color-scheme:dark){body{background:#15181b;color:#e8eaed}}</style>
            </head>
            <body style="\(Self.bodyStyle)">
            <div style="border-left:6px solid \(tone.colour);padding:2px 0 2px 14px">
            \(body)
            </div>
            <p style="\(Self.signatureStyle)">\(Escaping.html(phrases.signature()))</p>
            </body></html>

            """
    }

    private static func html(_ row: Row) -> String {
        let value = Escaping.html(row.value)
        switch row.role {
        case .title:
            return "<p style=\"\(titleStyle)\">\(value)</p>"
        case .statement:
            return "<p style=\"\(statementStyle)\">\(value)</p>"
        case .action:
            return "<p style=\"\(actionStyle)\"><strong style=\"\(actionLabelStyle)\">"
                + "\(Escaping.html(row.label))</strong> \(value)</p>"
        case .plain:
            guard !row.label.isEmpty else { return "<p style=\"\(plainStyle)\">\(value)</p>" }
            return "<p style=\"\(plainStyle)\"><span style=\"\(labelStyle)\">"
                + "\(Escaping.html(row.label))</span> \(value)</p>"
        case .gap:
            return "<hr style=\"\(ruleStyle)\">"
        }
    }

    private static let bodyStyle =
        "font:16px/1.45 system-ui,-apple-system,'Segoe UI','Noto Sans CJK SC','PingFang SC',"
        + "'Microsoft YaHei',sans-serif;margin:0 auto;padding:16px;max-width:38em;"
        + "overflow-wrap:anywhere"
    private static let titleStyle = "font-size:17px;line-height:1.35;font-weight:600;margin:0 0 6px"
    private static let statementStyle =
        "font-size:19px;line-height:1.35;font-weight:700;margin:0 0 10px"
    private static let actionStyle =
        "margin:0 0 14px;padding:10px 12px;border-radius:6px;background:rgba(128,128,128,.16)"
    private static let actionLabelStyle = "display:block;font-size:13px;opacity:.75"
    private static let plainStyle = "margin:0 0 8px"
    private static let labelStyle = "display:block;font-size:13px;opacity:.7"
    private static let signatureStyle = "font-size:13px;opacity:.7;margin:20px 0 0"
    private static let ruleStyle =
        "border:0;border-top:1px solid rgba(128,128,128,.4);margin:14px 0"
}
