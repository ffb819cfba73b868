/// Structured fields of a mail: comments, quoted strings, parameters.
///
/// Source: RFC 5322 section 3.2.2, RFC 2045 section 5.1.
enum MailComments {
    /// Returns a value without its comments; parentheses in quoted strings are none.
    static func without(_ value: String) -> String {
        guard value.utf8.contains(UInt8(ascii: "(")) else { return value }
        var (text, depth, isQuoted, isEscaped) = ("", 0, false, false)
        for character in value {
            let isLiteral = isEscaped
            isEscaped = !isLiteral && character == "\\"
            switch character {
            case "\"" where depth == 0 && !isLiteral:
                isQuoted.toggle()
                text.append(character)
            case "(" where !isQuoted && !isLiteral: depth += 1
            case ")" where depth > 0 && !isLiteral: depth -= 1
            default: if depth == 0 { text.append(character) }
            }
        }
        // A parenthesis that is never closed begins no comment.
        return depth == 0 ? String(text.trimmed) : value
    }

    /// Returns the parameters after the first semicolon, by name in lower case.
    static func parameters(of value: String) -> [String: String] {
        var parameters: [String: String] = [:]
        for piece in pieces(of: without(value)).dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let name = halves[0].trimmed.lowercased()
            if parameters[name] == nil { parameters[name] = unquoted(halves[1].trimmed) }
        }
        return parameters
    }

    /// Returns the pieces between semicolons; semicolons in quoted strings divide nothing.
    private static func pieces(of value: String) -> [Substring] {
        var isQuoted = false
        return value.split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.hasPrefix("\""), text.hasSuffix("\""), text.count > 1 else {
            return String(text)
        }
        var isEscaped = false
        return String(
            text.dropFirst().dropLast().filter { character in
                isEscaped = !isEscaped && character == "\\"
                return !isEscaped
            })
    }
}
