extension String {
    /// The text escaped as a value of a query; a space is `%20`. Source: RFC 3986 section 2.3.
    package var queryEscaped: String { escaped(spacesAs: "%20") }

    /// The text escaped as a value of a form; a space is `+`. Source: the URL standard, section
    /// 5.2.
    var formEscaped: String { escaped(spacesAs: "+") }

    private func escaped(spacesAs space: String) -> String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: " "): text += space
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }

    /// Returns the address with more in its query; the existing query stays unchanged.
    func adding(_ query: [(name: String, value: String)]) -> String {
        guard !query.isEmpty else { return self }
        let base = prefix { $0 != "#" }
        let more = query.map { $0.name.queryEscaped + "=" + $0.value.queryEscaped }
        let mark = !base.contains("?") ? "?" : base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
        return base + mark + more.joined(separator: "&")
    }
}
