/// The syntax of structured texts in a rulebook.
enum TextForm {
    /// Returns true for a name: letters, digits, `-`, `_`, `.`, at most 64 bytes, no separators of
    /// ids.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-_.".unicodeScalars.contains(scalar)
            }
    }

    /// Returns true for a bare mail address such as `duty@city.example`.
    ///
    /// Source: RFC 5322 section 3.4.1, dot-atoms.
    static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 64, text.utf8.count <= 254 else {
            return false
        }
        let isLocal = isDotted(parts[0]) { "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains($0) }
        return isLocal && isDotted(parts[1]) { $0 == "-" }
    }

    /// Returns true for a mail address with `{id}` once in its local part, and room for an id of 36
    /// bytes.
    static func isVerp(_ text: String) -> Bool {
        let parts = text.split(separator: "{id}", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].contains("@") else { return false }
        return isMailAddress(parts.joined(separator: String(repeating: "x", count: 36)))
    }

    private static func isDotted(
        _ text: Substring, _ isAllowed: (Unicode.Scalar) -> Bool
    ) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.unicodeScalars.allSatisfy { scalar in
                    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                        || isAllowed(scalar)
                }
        }
    }

    /// Returns true for a web address: `http://` or `https://`, a host, and optionally a port and a
    /// path.
    ///
    /// A user and a password are not allowed.
    static func isWebAddress(_ text: String) -> Bool {
        guard let rest = rest(of: text, after: ["http://", "https://"]) else { return false }
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x5C }
        return isPlain && isHost(rest.prefix { !"/?#".contains($0) })
    }

    /// Returns the host of a web address, without the brackets of `[::1]`; nil if there is none.
    static func host(of url: String) -> String? {
        guard let rest = rest(of: url, after: ["http://", "https://"]) else { return nil }
        var host = rest.prefix { !"/?#".contains($0) }
        if let end = host.firstIndex(of: "]"), host.first == "[" {
            return String(host[..<end].dropFirst())
        }
        if let colon = host.lastIndex(of: ":") { host = host[..<colon] }
        return host.isEmpty ? nil : String(host)
    }

    /// Returns true for a proxy: `http://`, `https://` or SOCKS, a host, optionally a port, nothing
    /// else.
    static func isProxy(_ text: String) -> Bool {
        let schemes = ["http://", "https://", "socks4a://", "socks5://", "socks5h://"]
        return rest(of: text, after: schemes).map { isHost($0[...]) } ?? false
    }

    /// Returns true for an HTTP header name. Source: RFC 9110 section 5.1, without rarer
    /// characters.
    static func isHeaderName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || "-_".utf8.contains($0) }
    }

    /// Returns true for an HTTP header value: no line end, no other control character.
    ///
    /// Source: RFC 9110 section 5.5.
    static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }

    /// The form of telephone numbers, as told to rule editors.
    static let phone = "a telephone number such as +86 825 622 1234, 0825-6221234 or 8000 ext. 12"

    /// Returns true for a telephone number: digits with the signs that people write between them,
    /// and an extension.
    static func isPhone(_ text: String) -> Bool {
        let number = text.replacing(/\s*(ext\.?|#|转|分机)\s*(?=\d)/, with: "-")
        let digits = number.utf8.count { (0x30...0x39).contains($0) }
        return (2...24).contains(digits) && text.utf8.count <= 48
            && number.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-() ./*".utf8.contains($0) }
    }

    /// Returns true for a user's name or number at a chat service, without markup characters.
    static func isMention(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || "-_.@".utf8.contains($0) }
    }

    /// Returns true for `sha256//` and 43 characters of base64 with one `=`.
    static func isPin(_ text: String) -> Bool {
        guard text.hasPrefix("sha256//"), text.hasSuffix("=") else { return false }
        let code = text.dropFirst("sha256//".count).dropLast()
        return code.utf8.count == 43
            && code.utf8.allSatisfy { isLetterOrDigit($0) || "+/".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Returns true for a mail server: `smtp://` or `smtps://`, a host, optionally a port, nothing
    /// else.
    static func isMailServer(_ text: String) -> Bool {
        rest(of: text, after: ["smtp://", "smtps://"]).map { isHost($0[...]) } ?? false
    }

    private static func rest(of text: String, after schemes: [String]) -> Substring? {
        schemes.first { text.lowercased().hasPrefix($0) }.map { text.dropFirst($0.count) }
    }

    private static func isHost(_ text: Substring) -> Bool {
        var host = text
        if let colon = text.lastIndex(of: ":"), text.last != "]" {
            guard let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port)
            else { return false }
            host = text[..<colon]
        }
        if host.first == "[" {
            let inside = host.dropFirst().dropLast()
            return host.last == "]" && inside.contains(":")
                && inside.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        }
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                isLetterOrDigit(byte) || "-.".utf8.contains(byte)
            }
    }

    /// Returns true for a path without `..` and without control characters.
    static func isPath(_ text: String) -> Bool {
        !text.isEmpty && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
            && !text.split(separator: "/").contains("..")
    }
}
