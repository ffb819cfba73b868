/// The transfer encoding of a mail part.
///
/// Source: RFC 2045 section 6. Damaged input is decoded as far as possible.
enum TransferEncoding: Sendable {
    case identity
    case base64
    case quotedPrintable

    /// Reads the value of `Content-Transfer-Encoding`, without comments.
    init(_ name: String) {
        switch name.lowercased() {
        case "base64": self = .base64
        case "quoted-printable": self = .quotedPrintable
        default: self = .identity
        }
    }

    /// Returns the decoded bytes.
    func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .identity: Array(bytes)
        case .base64: Self.base64(bytes)
        case .quotedPrintable: Self.quotedPrintable(bytes)
        }
    }

    private static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count / 4 * 3)
        var (value, bits): (UInt32, Int) = (0, 0)
        for byte in bytes {
            // Padding ends a quantum; another one may follow it.
            if byte == UInt8(ascii: "=") { (value, bits) = (0, 0) }
            guard let digit = digit(byte) else { continue }
            value = value << 6 | UInt32(digit)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            decoded.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // White space at the end of a line was added on the way.
            let end = line.lastIndex { !" \t\r".utf8.contains($0) }.map { $0 + 1 }
            let text = line[..<(end ?? line.startIndex)]
            let isSoft = text.last == UInt8(ascii: "=")
            decoded += escapes(in: isSoft ? text.dropLast() : text)
            if !isSoft { decoded.append(UInt8(ascii: "\n")) }
        }
        return Array(decoded.dropLast())
    }

    /// Returns the bytes with `=XX` decoded; anything else is kept.
    static func escapes(in bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "="), digits.count == 2,
                digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }
}
