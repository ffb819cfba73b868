import FoundationEssentials

/// One header field, written in ASCII and folded.
///
/// Source: RFC 5322 section 2.2.3 for folding, RFC 2047 for other characters.
struct MailHeader {
    /// The field without its last line end.
    private(set) var text: String
    private var lineLength: Int

    /// RFC 2047 section 2: no line that holds an encoded-word is longer.
    private static let lineLengthMax = 76
    /// The longest encoded-word, with its frame `=?UTF-8?B?` and `?=`.
    private static let wordLengthMax = 75
    private static let frameLength = 12

    init(_ name: String) {
        text = name + ":"
        lineLength = text.utf8.count
    }

    /// Adds an unbreakable piece, on a new line if it does not fit.
    mutating func add(_ piece: some StringProtocol) {
        let length = piece.utf8.count
        if lineLength + 1 + length > Self.lineLengthMax, lineLength > 1 {
            text += "\r\n"
            lineLength = 0
        }
        text += " " + piece
        lineLength += 1 + length
    }

    /// Adds words in any characters; encodes text that readers could misread.
    mutating func addText(_ value: String) {
        if Self.isPlain(value) {
            for word in value.split(separator: " ") { add(word) }
        } else {
            addEncodedWords(value)
        }
    }

    /// Adds a display name: quoted if plain and short, else encoded.
    mutating func addName(_ value: String) {
        let isQuotable = value.utf8.allSatisfy {
            $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isQuotable, Self.isPlain(value), value.utf8.count <= 60 {
            add("\"\(value)\"")
        } else {
            addEncodedWords(value)
        }
    }

    /// Adds encoded words that fill each line; the first shares its line with the text before it.
    private mutating func addEncodedWords(_ value: String) {
        var word: [UInt8] = []
        var room = roomForBytes(after: lineLength)
        if room < 12 { room = roomForBytes(after: 0) }
        for scalar in value.unicodeScalars {
            let bytes = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            if word.count + bytes.count > room {
                addEncoded(word)
                word = []
                room = roomForBytes(after: 0)
            }
            word += bytes
        }
        addEncoded(word)
    }

    private mutating func addEncoded(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        add("=?UTF-8?B?\(Data(bytes).base64EncodedString())?=")
    }

    private func roomForBytes(after length: Int) -> Int {
        let line = min(Self.lineLengthMax - length - 1, Self.wordLengthMax)
        return max(line - Self.frameLength, 0) / 4 * 3
    }

    /// Returns true for printable ASCII that needs no encoding and folds at single spaces.
    private static func isPlain(_ value: String) -> Bool {
        var previous = UInt8(ascii: " ")
        var wordLength = 0
        for byte in value.utf8 {
            guard (0x20..<0x7F).contains(byte) else { return false }
            if byte == UInt8(ascii: " "), previous == byte { return false }
            if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return false }
            wordLength = byte == UInt8(ascii: " ") ? 0 : wordLength + 1
            if wordLength > 60 { return false }
            previous = byte
        }
        return previous != UInt8(ascii: " ") || value.isEmpty
    }
}
