extension JSONMistake.Kind {
    /// The kind as a code and its texts, for storing.
    package var parts: [String] {
        switch self {
        case .emptyText: ["empty-text"]
        case .form(let form): ["form", form.rawValue]
        case .encoding(let encoding): ["encoding", encoding.rawValue]
        case .trailingComma(let bracket): ["trailing-comma", String(bracket)]
        case .missingComma: ["missing-comma"]
        case .missingColon: ["missing-colon"]
        case .comment: ["comment"]
        case .quote(let mark): ["quote", String(mark)]
        case .mark(let mark, let ascii): ["mark", String(mark), String(ascii)]
        case .blank(let scalar): ["blank", String(Character(scalar))]
        case .unquotedKey(let key): ["unquoted-key", key]
        case .unquotedText(let text): ["unquoted-text", text]
        case .word(let word, let json): ["word", word, json]
        case .number(let number): ["number", number]
        case .lineEndInString: ["line-end"]
        case .tabInString: ["tab"]
        case .backslash: ["backslash"]
        case .unclosedString(let place): ["unclosed-string", place.stored]
        case .unclosed(let bracket, let place): ["unclosed", String(bracket), place.stored]
        case .wrongClosing(let found, let opening, let place):
            ["wrong-closing", String(found), String(opening), place.stored]
        case .extraClosing(let bracket): ["extra-closing", String(bracket)]
        case .secondValue: ["second-value"]
        case .other(let character, let expected):
            ["other", String(character)] + expected.parts
        }
    }

    /// Reads the stored form; nil for a code of a later version.
    package init?(parts: [String]) {
        guard let code = parts.first else { return nil }
        let texts = Array(parts.dropFirst())
        let characters = texts.compactMap(\.first)
        guard let kind = Self.plain[code] ?? Self.named(code, texts, characters) else { return nil }
        self = kind
    }

    private static let plain: [String: Self] = [
        "empty-text": .emptyText, "missing-comma": .missingComma, "missing-colon": .missingColon,
        "comment": .comment, "line-end": .lineEndInString, "tab": .tabInString,
        "backslash": .backslash, "second-value": .secondValue,
    ]

    private static func named(_ code: String, _ texts: [String], _ marks: [Character]) -> Self? {
        guard let text = texts.first, let mark = marks.first else { return nil }
        let place = texts.last.flatMap(TextPlace.init(stored:))
        switch code {
        case "form": return JSONMistake.Form(rawValue: text).map { .form($0) }
        case "encoding": return JSONMistake.Encoding(rawValue: text).map { .encoding($0) }
        case "trailing-comma": return .trailingComma(before: mark)
        case "quote": return .quote(mark)
        case "mark" where marks.count == 2: return .mark(mark, asciiForm: marks[1])
        case "blank": return mark.unicodeScalars.first.map { .blank($0) }
        case "unquoted-key": return .unquotedKey(text)
        case "unquoted-text": return .unquotedText(text)
        case "word" where texts.count == 2: return .word(text, jsonForm: texts[1])
        case "number": return .number(text)
        case "unclosed-string": return place.map { .unclosedString($0) }
        case "unclosed": return place.map { .unclosed(mark, $0) }
        case "wrong-closing" where marks.count == 3:
            return place.map { .wrongClosing(mark, opening: marks[1], $0) }
        case "extra-closing": return .extraClosing(mark)
        case "other":
            return JSONMistake.Expectation(parts: Array(texts.dropFirst())).map {
                .other(mark, expected: $0)
            }
        default: return nil
        }
    }
}

extension JSONMistake.Expectation {
    fileprivate var parts: [String] {
        switch self {
        case .value: ["value"]
        case .key: ["key"]
        case .colon: ["colon"]
        case .comma(let bracket): ["comma", String(bracket)]
        case .end: ["end"]
        }
    }

    fileprivate init?(parts: [String]) {
        switch parts.first {
        case "value": self = .value
        case "key": self = .key
        case "colon": self = .colon
        case "comma":
            guard let bracket = parts.last?.first else { return nil }
            self = .comma(orClose: bracket)
        case "end": self = .end
        default: return nil
        }
    }
}

extension TextPlace {
    fileprivate var stored: String { "\(line):\(column)" }

    fileprivate init?(stored text: String) {
        let numbers = text.split(separator: ":").compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        self.init(line: numbers[0], column: numbers[1])
    }
}
