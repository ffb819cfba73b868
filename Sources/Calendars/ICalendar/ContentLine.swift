/// One line of an iCalendar after unfolding: `NAME;PARAMETER=value:value`.
///
/// Source: RFC 5545 section 3.1.
struct ContentLine {
    /// The name, in capitals.
    let name: String
    /// The parameters by names in capitals; several values form one text as written, without
    /// quotes.
    let parameters: [String: String]
    /// The value as written, with its escapes.
    let value: String
    /// The line number, counted from 1; for a folded line that of its first part.
    let number: Int

    func fault(_ what: String) -> ICalendarError {
        ICalendarError(line: number, uid: nil, what: "\(name): \(what)")
    }

    /// The value with `\n`, `\,`, `\;` and `\\` unescaped. RFC 5545 section 3.3.11.
    var text: String { Self.unescaped(value[...]) }

    /// The value split at unescaped commas, each part unescaped.
    var texts: [String] {
        var texts: [String] = []
        var start = value.startIndex
        var isEscaped = false
        for index in value.indices {
            if value[index] == ",", !isEscaped {
                texts.append(Self.unescaped(value[start..<index]))
                start = value.index(after: index)
            }
            isEscaped = value[index] == "\\" && !isEscaped
        }
        return texts + [Self.unescaped(value[start...])]
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("\\") else { return String(text) }
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" || character == "N" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}

extension ContentLine {
    /// Returns the unfolded lines of a text, without empty lines.
    ///
    /// Folding counts octets and may split a character, so bytes are joined before they are decoded
    /// as UTF-8. Invalid UTF-8 becomes U+FFFD.
    static func lines(of bytes: [UInt8]) throws(ICalendarError) -> [ContentLine] {
        var lines: [ContentLine] = []
        var unfolded: [UInt8] = []
        var first = 1
        var number = 0
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if let mark = content.first, mark == 0x20 || mark == 0x09, !unfolded.isEmpty {
                unfolded += content.dropFirst()
                continue
            }
            if !unfolded.isEmpty { lines.append(try ContentLine(unfolded, number: first)) }
            unfolded = Array(content)
            first = number
        }
        if !unfolded.isEmpty { lines.append(try ContentLine(unfolded, number: first)) }
        return lines
    }

    private init(_ bytes: [UInt8], number: Int) throws(ICalendarError) {
        var pieces: [String] = []
        var start = 0
        var isQuoted = false
        var end: Int?
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") else {
                continue
            }
            pieces.append(String(decoding: bytes[start..<index], as: UTF8.self))
            start = index + 1
            if byte == UInt8(ascii: ":") {
                end = index
                break
            }
        }
        guard let end, let name = pieces.first, Self.isName(name) else {
            throw ICalendarError(
                line: number, uid: nil, what: "no line such as NAME:value; is the text cut off?")
        }
        self.name = name.uppercased()
        self.number = number
        value = String(decoding: bytes[(end + 1)...], as: UTF8.self)
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw ICalendarError(
                    line: number, uid: nil,
                    what: "\(self.name): `\(piece)` is no parameter such as NAME=value")
            }
            parameters[parts[0].uppercased()] = String(parts[1].filter { $0 != "\"" })
        }
        self.parameters = parameters
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                let letter = byte | 0x20
                return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}
