extension JSONMistake.Encoding {
    /// Guesses the encoding of a text that is not UTF-8; nil for UTF-8.
    package init?(ifNotUTF8 bytes: [UInt8]) {
        if let wide = Self.wide(of: bytes) {
            self = wide
        } else if String(validating: bytes, as: UTF8.self) != nil {
            return nil
        } else {
            self = Self.narrow(of: bytes)
        }
    }

    /// Guesses the encoding of a text that is known not to be UTF-8.
    init(of bytes: [UInt8]) {
        self = Self.wide(of: bytes) ?? Self.narrow(of: bytes)
    }

    /// Returns UTF-16 or UTF-32 if the text begins as one in them does.
    static func wide(of bytes: [UInt8]) -> Self? {
        let start = bytes.prefix(4)
        if start.elementsEqual([0xFF, 0xFE, 0, 0]) || start.elementsEqual([0, 0, 0xFE, 0xFF]) {
            return .utf32
        }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return .utf16 }
        guard start.count == 4 else { return start.contains(0) ? .utf16 : nil }
        switch start.map({ $0 == 0 }) {
        case [true, true, true, false], [false, true, true, true]: return .utf32
        case let zeros where zeros.contains(true): return .utf16
        default: return nil
        }
    }

    /// Returns GBK if the bytes beyond ASCII come in pairs that GBK can have, else Latin-1.
    private static func narrow(of bytes: [UInt8]) -> Self {
        var pairs = 0
        var position = 0
        while position < bytes.count {
            guard bytes[position] >= 0x80 else {
                position += 1
                continue
            }
            guard position + 1 < bytes.count, (0x81...0xFE).contains(bytes[position]),
                (0x40...0xFE).contains(bytes[position + 1])
            else { return .latin1 }
            pairs += bytes[position + 1] >= 0x80 ? 1 : 0
            position += 2
        }
        return pairs > 0 ? .gbk : .latin1
    }
}

extension JSONMistake.Form {
    /// Recognizes a file that is no plain text by its first bytes; nil for any other.
    package init?(signatureOf bytes: some Sequence<UInt8>) {
        let signatures: [([UInt8], Self)] = [
            ([0x50, 0x4B, 3, 4], .archive), ([0x1F, 0x8B], .compressed),
            ([0xD0, 0xCF, 0x11, 0xE0], .oldOffice), (Array("%PDF".utf8), .pdf),
            (Array("<".utf8), .markup), (Array("---".utf8), .yaml),
        ]
        guard let form = signatures.first(where: { bytes.starts(with: $0.0) })?.1 else {
            return nil
        }
        self = form
    }
}
