/// The text of an HTML document, without its markup.
///
/// Made for notices of mail systems; nothing is shown, only searched.
enum HTMLText {
    /// The elements after which a new line begins.
    private static let blocks: Set<String> = [
        "br", "p", "div", "tr", "td", "li", "table", "h1", "h2", "h3", "h4", "pre", "hr",
    ]
    /// The elements whose content is no text.
    private static let silent: Set<String> = ["style", "script", "title"]

    private static let entities = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "nbsp": " ", "apos": "'",
    ]

    static func plain(_ document: String) -> String {
        var text = ""
        var silence: String?
        var rest = document[...]
        while let start = rest.firstIndex(of: "<") {
            if silence == nil { text += rest[..<start] }
            guard let end = rest[start...].firstIndex(of: ">") else {
                rest = rest[start...].dropFirst()
                continue
            }
            let tag = rest[start..<end].dropFirst()
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            if silent.contains(name) { silence = tag.hasPrefix("/") ? nil : name }
            if blocks.contains(name) { text += "\n" }
            rest = rest[end...].dropFirst()
        }
        if silence == nil { text += rest }
        return characters(in: text)
    }

    /// Returns a text with `&lt;` and the like replaced.
    private static func characters(in text: String) -> String {
        let pieces = text.split(separator: "&", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(into: String(pieces.first ?? "")) { written, piece in
            guard let end = piece.prefix(10).firstIndex(of: ";") else {
                written += "&" + piece
                return
            }
            let name = piece[..<end]
            let scalar = name.hasPrefix("#") ? number(name.dropFirst()) : nil
            guard let character = entities[String(name)] ?? scalar.map({ String($0) }) else {
                written += "&" + piece
                return
            }
            written += character + piece[end...].dropFirst()
        }
    }

    private static func number(_ digits: Substring) -> Character? {
        let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
        let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(UnicodeScalar.init).map(Character.init)
    }
}
