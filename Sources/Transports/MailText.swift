import FoundationEssentials

/// A text part of a mail, in lines of ASCII.
///
/// Source: RFC 2045 section 6.
struct MailText {
    enum Encoding: String {
        case sevenBit = "7bit"
        case quotedPrintable = "quoted-printable"
        case base64 = "base64"
    }

    let encoding: Encoding
    /// The lines, of at most 76 characters, each ended by CR LF.
    let body: String

    /// Chooses the lightest encoding for the text; 7-bit is excluded for lines that hold `=_`.
    ///
    /// A boundary with `=_` therefore never occurs in the body: quoted-printable has hexadecimal
    /// digits after `=`, and base64 has no `_`.
    init(_ text: String) {
        let bytes = Self.cleaned(text)
        let foreign = bytes.reduce(0) { $0 + Int($1 >> 7) }
        if foreign * 6 > bytes.count {
            encoding = .base64
            body = Self.base64(bytes)
        } else if foreign == 0, Self.fitsSevenBit(bytes) {
            encoding = .sevenBit
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let joined = Array(lines.joined(separator: Self.lineEnd)) + Self.lineEnd
            body = String(decoding: joined, as: UTF8.self)
        } else {
            encoding = .quotedPrintable
            body = Self.quotedPrintable(bytes)
        }
    }

    private static let lineEnd = Array("\r\n".utf8)
    private static let lineLengthMax = 76

    /// Returns the bytes with line ends as `\n`, none at the end, and control characters other than
    /// tab as spaces.
    private static func cleaned(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isAfterReturn = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n") where isAfterReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\t"): bytes.append(byte)
            case 0..<0x20, 0x7F: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
            isAfterReturn = byte == UInt8(ascii: "\r")
        }
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes
    }

    private static func fitsSevenBit(_ bytes: [UInt8]) -> Bool {
        var length = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                length = 0
            } else {
                length += 1
                if length > lineLengthMax { return false }
            }
            if byte == UInt8(ascii: "_"), previous == UInt8(ascii: "=") { return false }
            previous = byte
        }
        return true
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        var withLineEnds: [UInt8] = []
        withLineEnds.reserveCapacity(bytes.count + bytes.count / 40 + 2)
        for byte in bytes {
            if byte == UInt8(ascii: "\n") { withLineEnds.append(UInt8(ascii: "\r")) }
            withLineEnds.append(byte)
        }
        withLineEnds += lineEnd
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return Data(withLineEnds).base64EncodedString(options: options) + "\r\n"
    }

    private static func quotedPrintable(_ bytes: [UInt8]) -> String {
        var written: [UInt8] = []
        written.reserveCapacity(bytes.count + bytes.count / 8 + 64)
        var length = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                written.append(contentsOf: lineEnd)
                length = 0
                continue
            }
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            let isLast = index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")
            let isEscaped = byte == UInt8(ascii: "=") || byte >= 0x7F || isBlank && isLast
            let size = isEscaped ? 3 : 1
            // One column is reserved for the `=` of a soft line break.
            if length + size > lineLengthMax - 1 {
                written.append(UInt8(ascii: "="))
                written.append(contentsOf: lineEnd)
                length = 0
            }
            length += size
            written.append(isEscaped ? UInt8(ascii: "=") : byte)
            if isEscaped {
                written.append(digit(byte >> 4))
                written.append(digit(byte & 15))
            }
        }
        written.append(contentsOf: lineEnd)
        return String(decoding: written, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
