/// A received mail, or a part of one: its head and the lines of its body.
///
/// Made for bounce reports and tolerant of careless ones; reads a bounded number of lines from any
/// input.
struct MailPart {
    /// The fields in their order, with names in lower case and folded values on one line.
    private(set) var head: [(name: String, value: String)] = []
    private(set) var body: ArraySlice<Substring> = []

    private static let headLinesMax = 1_000
    private static let partsMax = 20

    /// Splits lines, given without their line ends, into head and body.
    init(_ lines: ArraySlice<Substring>) {
        var index = lines.startIndex
        while index < lines.endIndex, !lines[index].isEmpty {
            if index - lines.startIndex < Self.headLinesMax { note(lines[index]) }
            index += 1
        }
        body = lines[index...].dropFirst()
    }

    private mutating func note(_ line: Substring) {
        if let first = line.first, first == " " || first == "\t" {
            guard !head.isEmpty else { return }
            // A value may begin on its second line, as long ids do.
            let value = head[head.count - 1].value
            head[head.count - 1].value =
                value.isEmpty ? String(line.trimmed) : value + " " + line.trimmed
        } else if let colon = line.firstIndex(of: ":") {
            let name = line[..<colon].trimmed.lowercased()
            head.append((name, String(line[line.index(after: colon)...].trimmed)))
        }
    }

    /// Returns the value of the first field with a name, given in lower case.
    func value(_ name: String) -> String? {
        head.first { $0.name == name }?.value
    }

    /// The content type in lower case without parameters, such as `text/plain`.
    var type: String {
        let written = value("content-type") ?? "text/plain"
        return written.prefix { $0 != ";" }.trimmed.lowercased()
    }

    /// The parts of a multipart body; empty for any other type.
    var parts: [MailPart] {
        guard type.hasPrefix("multipart/"), let boundary = parameter("boundary"),
            !boundary.isEmpty
        else { return [] }
        let mark = "--" + boundary
        var parts: [MailPart] = []
        var start: Int?
        for index in body.indices where body[index].hasPrefix(mark) {
            let rest = body[index].dropFirst(mark.count).trimmed
            guard rest.isEmpty || rest == "--" else { continue }
            if let start { parts.append(MailPart(body[start..<index])) }
            start = index + 1
            if rest == "--" || parts.count >= Self.partsMax { return parts }
        }
        // The end was cut off; the lines received may still be enough.
        if let start { parts.append(MailPart(body[start...])) }
        return parts
    }

    /// Returns a parameter of the content type. Source: RFC 2045 section 5.1.
    private func parameter(_ name: String) -> String? {
        for piece in (value("content-type") ?? "").split(separator: ";").dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, halves[0].trimmed.lowercased() == name else { continue }
            let text = halves[1].trimmed
            return text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1
                ? String(text.dropFirst().dropLast()) : String(text)
        }
        return nil
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    var trimmed: SubSequence {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else {
            return start.prefix(0)
        }
        return start[...end]
    }
}
