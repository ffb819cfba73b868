import CCurl

/// A bare mail address, checked so that no part of it can be read as another command or header.
///
/// Source: RFC 5321 section 4.1.2 without quoted local parts, which no mailbox in use needs; RFC
/// 6531 for characters beyond ASCII.
package struct MailAddress: Hashable, Sendable {
    /// The address as it was written: `local@domain`.
    package let text: String
    /// The address as sent: the domain in its DNS form if the local part is ASCII.
    package let wire: String
    /// The domain after the `@`, as sent.
    package let domain: String

    /// Checks a text; nil if it is no address, or an address not safe to pass to a mail server.
    package init?(_ text: String) {
        guard text.utf8.count <= 254, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = text[..<at]
        let domain = text[text.utf8.index(after: at)...]
        guard Self.isLocal(local), Self.isDomain(domain) else { return nil }
        self.text = text
        let isForeign = domain.utf8.contains { $0 >= 0x80 }
        let plain = isForeign && local.utf8.allSatisfy { $0 < 0x80 } ? Self.plain(domain) : nil
        self.domain = plain ?? String(domain)
        wire = plain.map { "\(local)@\($0)" } ?? text
    }

    /// True if any server accepts the address; otherwise a server must offer SMTPUTF8.
    package var isASCII: Bool { wire.utf8.allSatisfy { $0 < 0x80 } }

    /// Returns the DNS form of a domain beyond ASCII; nil if it has none. Source: RFC 5891.
    private static func plain(_ domain: Substring) -> String? {
        guard let name = ccurl_plain_host(String(domain)) else { return nil }
        defer { curl_free(name) }
        let plain = String(cString: name)
        return plain.utf8.allSatisfy { $0 < 0x80 } && isDomain(plain[...]) ? plain : nil
    }

    private static func isLocal(_ text: Substring) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        let parts = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomic) }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        if text.hasPrefix("["), text.hasSuffix("]") {
            return text.dropFirst().dropLast().utf8.allSatisfy { byte in
                isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
            }
        }
        let labels = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { isLetter($0) || $0 == "-" || $0 == "_" }
        }
    }

    /// Returns true for a character of an atom. Source: RFC 5322 section 3.2.3, atext.
    private static func isAtomic(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isAlphanumeric(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber:
            return true
        default:
            return false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }
}
