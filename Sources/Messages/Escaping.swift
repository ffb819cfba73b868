/// Escaping of values for formats with markup.
package enum Escaping {
    /// Escapes a text for HTML content and quoted attributes.
    package static func html(_ text: String) -> String {
        escaped(text) { byte in
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

    /// Escapes a text so that CommonMark shows it literally: no links, code, tags or emphasis.
    package static func markdown(_ text: String) -> String {
        escaped(text) { byte in
            switch byte {
            case UInt8(ascii: "\\"): "\\\\"
            case UInt8(ascii: "`"): "\\`"
            case UInt8(ascii: "*"): "\\*"
            case UInt8(ascii: "_"): "\\_"
            case UInt8(ascii: "["): "\\["
            case UInt8(ascii: "]"): "\\]"
            case UInt8(ascii: "<"): "\\<"
            case UInt8(ascii: ">"): "\\>"
            case UInt8(ascii: "~"): "\\~"
            case UInt8(ascii: "&"): "\\&"
            default: nil
            }
        }
    }

    private static func escaped(_ text: String, _ mark: (UInt8) -> StaticString?) -> String {
        guard text.utf8.contains(where: { mark($0) != nil }) else { return text }
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            if let mark = mark(byte) {
                mark.withUTF8Buffer { escaped += $0 }
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
