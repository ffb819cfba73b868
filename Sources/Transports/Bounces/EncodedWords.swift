/// Words of a header field in characters beyond ASCII: `=?UTF-8?B?…?=`.
///
/// Source: RFC 2047.
package enum EncodedWords {
    /// Returns a field value with its encoded words decoded.
    package static func decode(_ value: String) -> String {
        var decoded = ""
        var rest = value[...]
        while let start = rest.firstRange(of: "=?") {
            let fields = rest[start.upperBound...].split(
                separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count == 4, fields[3].hasPrefix("="),
                let text = text(fields[2], fields[1], charset: fields[0])
            else {
                decoded += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            // White space between two encoded words is part of neither.
            let before = rest[..<start.lowerBound]
            if decoded.isEmpty || !before.trimmed.isEmpty { decoded += before }
            decoded += text
            rest = fields[3].dropFirst()
        }
        return decoded + rest
    }

    private static func text(
        _ encoded: Substring, _ encoding: Substring, charset: Substring
    ) -> String? {
        // A language may follow the character set: RFC 2231 section 5.
        let set = String(charset.prefix { $0 != "*" })
        switch encoding {
        case "B", "b":
            return Charset.text(TransferEncoding.base64.decode(Array(encoded.utf8)[...]), in: set)
        case "Q", "q":
            let bytes = encoded.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }
            return Charset.text(TransferEncoding.escapes(in: bytes[...]), in: set)
        default: return nil
        }
    }
}
