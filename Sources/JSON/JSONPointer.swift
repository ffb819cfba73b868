/// The path to a value inside a JSON document: `/rules/urgent/obligations/city`.
///
/// Source: RFC 6901.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The keys and indices of the path, unescaped.
    package let tokens: [String]

    package init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Parses a pointer; nil if the text is neither empty nor begins with `/`, or has an invalid
    /// `~` escape.
    package init?(_ text: String) {
        guard text.isEmpty || text.first == "/" else { return nil }
        var tokens: [String] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    package var description: String {
        tokens.map { token in
            "/"
                + token.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
        }.joined()
    }

    /// Returns the pointer to a member of the object, or an element of the array, at this pointer.
    package func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens + [token])
    }

    /// Returns the pointer to an element of the array at this pointer.
    package func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    private static func unescaped(_ part: Substring) -> String? {
        var token = ""
        var rest = part[...]
        while let character = rest.popFirst() {
            guard character == "~" else {
                token.append(character)
                continue
            }
            switch rest.popFirst() {
            case "0": token.append("~")
            case "1": token.append("/")
            default: return nil
            }
        }
        return token
    }
}

extension JSON {
    /// The value at a pointer; nil if there is none.
    package subscript(pointer: JSONPointer) -> JSON? {
        pointer.tokens.reduce(self as JSON?) { value, token in
            switch value {
            case .object(let object): object[token]
            case .array(let elements):
                Int(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}
