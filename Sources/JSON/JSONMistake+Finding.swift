extension JSONError {
    /// Returns the mistake behind the error, and its place in the text; nil if none is recognized.
    package func mistake(in bytes: [UInt8]) -> JSONMistake? {
        MistakeFinder(bytes: bytes, error: self).mistake
    }

    /// The mistake in words with its remedy, else the error.
    package func description(in bytes: [UInt8]) -> String {
        mistake(in: bytes)?.kind.description ?? description
    }

    /// Returns the line and column of the mistake in the text.
    package func place(in bytes: [UInt8]) -> TextPlace {
        mistake(in: bytes)?.place ?? TextPlace(offset: offset, in: bytes)
    }
}

/// The search for the mistake behind one error.
private struct MistakeFinder {
    let bytes: [UInt8]
    let error: JSONError
    let context: JSONContext

    init(bytes: [UInt8], error: JSONError) {
        self.bytes = bytes
        self.error = error
        context = JSONContext(of: bytes, upTo: error.offset)
    }

    var mistake: JSONMistake? {
        if bytes.allSatisfy(Self.isBlank) { return at(0, .emptyText) }
        if let encoding = JSONMistake.Encoding.wide(of: bytes) { return at(0, .encoding(encoding)) }
        if context.frames.isEmpty, context.openString == nil, let form = foreignForm {
            return at(0, form)
        }
        switch error.reason {
        case .unexpected: return unexpected
        case .trailing: return trailing
        case .endOfText: return cutOff
        case .badNumber: return at(error.offset, .number(word(at: error.offset)))
        case .badEscape where error.offset + 1 < bytes.count:
            return bytes[error.offset + 1] == UInt8(ascii: "u")
                ? nil : at(error.offset, .backslash)
        case .controlCharacter where error.offset < bytes.count:
            switch bytes[error.offset] {
            case 0x0A, 0x0D: return at(error.offset, .lineEndInString)
            case 0x09: return at(error.offset, .tabInString)
            default: return nil
            }
        case .notUTF8: return at(error.offset, .encoding(JSONMistake.Encoding(of: bytes)))
        default: return nil
        }
    }

    // MARK: One place in a text

    private var unexpected: JSONMistake? {
        guard error.offset < bytes.count else { return nil }
        let byte = bytes[error.offset]
        if let kind = signMistake ?? closing(byte) { return kind }
        switch context.expectation {
        case .colon:
            return at(
                error.offset,
                byte == UInt8(ascii: "=") || Self.beginsValue(byte)
                    ? .missingColon : other(expected: .colon))
        case .comma where Self.beginsValue(byte): return at(error.offset, .missingComma)
        case .key where Self.isWord(byte):
            return at(error.offset, .unquotedKey(word(at: error.offset)))
        case .value where byte == UInt8(ascii: "+") || byte == UInt8(ascii: "."):
            return at(error.offset, .number(word(at: error.offset)))
        case .value where Self.isWord(byte): return at(error.offset, literal)
        default: return at(error.offset, other(expected: context.expectation))
        }
    }

    /// Returns the mistake of a character that has an ASCII form, of a comment, or of an encoding.
    private var signMistake: JSONMistake? {
        let rest = bytes[error.offset...].prefix(2)
        if rest.first == UInt8(ascii: "#") || rest.elementsEqual("//".utf8)
            || rest.elementsEqual("/*".utf8)
        {
            return at(error.offset, .comment)
        }
        guard let scalar = Self.scalar(at: error.offset, in: bytes) else {
            return at(error.offset, .encoding(JSONMistake.Encoding(of: bytes)))
        }
        let character = Character(scalar)
        if "“”„‟«»「」『』＂‘’'`＇".contains(character) { return at(error.offset, .quote(character)) }
        if let ascii = Self.marks[character] {
            return at(error.offset, .mark(character, asciiForm: ascii))
        }
        let isBlank = scalar.properties.isWhitespace || InvisibleCharacters.contains(scalar)
        return isBlank && scalar.value > 0x7F ? at(error.offset, .blank(scalar)) : nil
    }

    private func closing(_ byte: UInt8) -> JSONMistake? {
        guard byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") else { return nil }
        let bracket = Character(Unicode.Scalar(byte))
        if let last = context.last, bytes[last] == UInt8(ascii: ",") {
            return at(last, .trailingComma(before: bracket))
        }
        guard let frame = context.frames.last else {
            return at(error.offset, .extraClosing(bracket))
        }
        let isFitting = (frame.bracket == UInt8(ascii: "{")) == (bracket == "}")
        return isFitting
            ? at(error.offset, .other(bracket, expected: context.expectation))
            : at(
                error.offset,
                .wrongClosing(
                    bracket, opening: Character(Unicode.Scalar(frame.bracket)),
                    TextPlace(offset: frame.offset, in: bytes)))
    }

    private var literal: JSONMistake.Kind {
        let word = word(at: error.offset)
        let forms = [
            "true": "true", "yes": "true", "false": "false", "no": "false", "null": "null",
            "none": "null", "nil": "null", "undefined": "null", "nan": "null",
        ]
        return forms[word.lowercased()].map { .word(word, jsonForm: $0) } ?? .unquotedText(word)
    }

    private var trailing: JSONMistake? {
        guard error.offset < bytes.count else { return nil }
        let byte = bytes[error.offset]
        if let mistake = signMistake ?? closing(byte) { return mistake }
        return at(
            error.offset,
            Self.beginsValue(byte) || byte == UInt8(ascii: ",")
                ? .secondValue : other(expected: .end))
    }

    private var cutOff: JSONMistake? {
        if let start = context.openString {
            return at(error.offset, .unclosedString(TextPlace(offset: start, in: bytes)))
        }
        guard let frame = context.frames.last else { return nil }
        return at(
            error.offset,
            .unclosed(
                Character(Unicode.Scalar(frame.bracket)),
                TextPlace(offset: frame.offset, in: bytes)))
    }

    private func other(expected: JSONMistake.Expectation) -> JSONMistake.Kind {
        let scalar = Self.scalar(at: error.offset, in: bytes) ?? "\u{FFFD}"
        return .other(Character(scalar), expected: expected)
    }

    private func at(_ offset: Int, _ kind: JSONMistake.Kind) -> JSONMistake {
        JSONMistake(kind: kind, place: TextPlace(offset: offset, in: bytes))
    }

    /// Returns the word at an offset, at most 40 bytes of it.
    private func word(at offset: Int) -> String {
        let rest = bytes[offset...].prefix(40)
        return String(
            decoding: rest.prefix { Self.isWord($0) || "+-.".utf8.contains($0) }, as: UTF8.self)
    }

    // MARK: A text as a whole

    /// Returns the form or encoding of a text that does not begin as JSON does.
    private var foreignForm: JSONMistake.Kind? {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = bytes[start...].drop(while: Self.isBlank)
        if let form = JSONMistake.Form(signatureOf: text) { return .form(form) }
        guard let first = text.first, Self.isWord(first) || first == UInt8(ascii: "\"") else {
            return nil
        }
        let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
        let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
        let isTable = separators.contains { separator in
            line.count { $0 == separator } >= 1
                && line.allSatisfy { !"{}[]:".utf8.contains($0) }
        }
        if isTable {
            return Self.isUTF8(bytes) ? .form(.table) : .encoding(JSONMistake.Encoding(of: bytes))
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            line[..<colon].allSatisfy(Self.isWord),
            line.index(after: colon) == line.endIndex || bytes[colon + 1] == 0x20
        else { return nil }
        return .form(.yaml)
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    private static func scalar(at offset: Int, in bytes: [UInt8]) -> Unicode.Scalar? {
        var decoder = UTF8()
        var source = bytes[offset...].prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&source) else { return nil }
        return scalar
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }

    private static func beginsValue(_ byte: UInt8) -> Bool {
        isWord(byte) || "\"{[".utf8.contains(byte)
    }

    private static let marks: [Character: Character] = [
        "：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]",
        "；": ",", ";": ",",
    ]
}
