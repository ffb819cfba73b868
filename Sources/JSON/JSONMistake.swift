/// A mistake common among people who write JSON by hand or export tables, with its place.
package struct JSONMistake: Hashable, Sendable {
    /// The form of a text that is not JSON at all.
    package enum Form: String, Hashable, Sendable {
        case archive = "a ZIP archive, such as a spreadsheet or a text document"
        case compressed = "compressed with gzip"
        case oldOffice = "a document of an old office program, such as .xls"
        case pdf = "a PDF document"
        case markup = "XML or HTML"
        case yaml = "YAML"
        case table = "a table, such as CSV"
    }

    /// The encoding of a text that is not UTF-8.
    package enum Encoding: String, Hashable, Sendable {
        case utf16 = "UTF-16"
        case utf32 = "UTF-32"
        case gbk = "GBK"
        case latin1 = "Latin-1 or Windows-1252"
    }

    /// The part that JSON requires where something else stands.
    package enum Expectation: Hashable, Sendable {
        case value
        case key
        case colon
        /// A comma or the closing bracket.
        case comma(orClose: Character)
        case end
    }

    /// The kind of mistake with the text that shows it.
    package enum Kind: Hashable, Sendable {
        case emptyText
        case form(Form)
        case encoding(Encoding)
        case trailingComma(before: Character)
        case missingComma
        case missingColon
        case comment
        /// A quotation mark other than `"`, such as `“` or `'`.
        case quote(Character)
        /// A full-width or other mark in place of an ASCII one.
        case mark(Character, asciiForm: Character)
        /// A blank other than a space, tab or line end, such as U+3000.
        case blank(Unicode.Scalar)
        case unquotedKey(String)
        case unquotedText(String)
        /// A word of another language, such as Python's `True`.
        case word(String, jsonForm: String)
        case number(String)
        case lineEndInString
        case tabInString
        case backslash
        case unclosedString(TextPlace)
        case unclosed(Character, TextPlace)
        case wrongClosing(Character, opening: Character, TextPlace)
        case extraClosing(Character)
        case secondValue
        case other(Character, expected: Expectation)
    }

    package let kind: Kind
    /// The place of the mistake.
    package let place: TextPlace
}

extension JSONMistake.Kind: CustomStringConvertible {
    /// The mistake and its remedy.
    package var description: String {
        switch self {
        case .emptyText: "the text is empty"
        case .form(.table):
            "the text is \(JSONMistake.Form.table.rawValue), not JSON: write each line as an object, "
                + "{\"column\": \"value\"}"
        case .form(let form): "the text is \(form.rawValue), not JSON"
        case .encoding(let encoding):
            "the text is encoded in \(encoding.rawValue): convert it to UTF-8, as with "
                + "iconv -f \(encoding.converterName) -t UTF-8"
        case .trailingComma(let bracket): "a comma before \"\(bracket)\": remove the comma"
        case .missingComma: "no comma after the value before: write one"
        case .missingColon: "no colon after the key: write one"
        case .comment:
            "a comment, which JSON does not have: remove it, or write it as "
                + "\"// note\": \"text\" where other keys stand"
        case .quote(let mark): "the quotation mark \(mark): write it as \""
        case .mark(let mark, let ascii): "the character \(mark): write it as \(ascii)"
        case .blank(let scalar):
            "the blank \(Self.name(of: scalar)): write an ordinary space, or remove it"
        case .unquotedKey(let key): "the key \(key) without quotation marks: write \"\(key)\""
        case .unquotedText(let text):
            "the text \(text) without quotation marks: write \"\(text)\""
        case .word(let word, let json): "\(word): write \(json)"
        case .number(let number):
            "\(number) is no JSON number: no leading zero, plus sign or dot, "
                + "and a digit on each side of the dot; write it in quotation marks if it is a name"
        case .lineEndInString:
            "a line end inside a string: close the string with \" before it, or write it as \\n"
        case .tabInString: "a tab inside a string: write it as \\t"
        case .backslash: "a backslash that begins no escape: write it as \\\\"
        case .unclosedString(let place):
            "the string that begins at \(Self.text(place)) is not closed with \""
        case .unclosed(let bracket, let place):
            "the \"\(bracket)\" at \(Self.text(place)) is not closed"
        case .wrongClosing(let found, let opening, let place):
            "\"\(found)\" closes the \"\(opening)\" at \(Self.text(place)): write "
                + "\"\(opening == "{" ? "}" : "]")\""
        case .extraClosing(let bracket): "\"\(bracket)\" closes nothing: remove it"
        case .secondValue:
            "a second value follows the first: put both into [ ] with a comma between, or write "
                + "one on each line"
        case .other(let character, let expectation):
            "\(Self.name(of: character)) stands where JSON has \(expectation.words)"
        }
    }

    private static func text(_ place: TextPlace) -> String {
        "line \(place.line), column \(place.column)"
    }

    private static func name(of character: Character) -> String {
        guard let scalar = character.unicodeScalars.first, scalar.value < 0x21 || scalar == "\u{7F}"
        else { return "\"\(character)\"" }
        return "the character " + name(of: scalar)
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension JSONMistake.Encoding {
    /// The name under which iconv(1) knows the encoding.
    package var converterName: String {
        switch self {
        case .utf16: "UTF-16"
        case .utf32: "UTF-32"
        case .gbk: "GB18030"
        case .latin1: "WINDOWS-1252"
        }
    }
}

extension JSONMistake.Expectation {
    fileprivate var words: String {
        switch self {
        case .value: "a value"
        case .key: "a key in quotation marks"
        case .colon: "a colon"
        case .comma(let bracket): "a comma or \"\(bracket)\""
        case .end: "nothing more"
        }
    }
}
