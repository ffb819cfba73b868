/// A received mail, or a part of one: its head and the bytes of its body.
///
/// Made for bounce reports and tolerant of careless ones; reads a bounded number of lines and parts
/// from any input. Source: RFC 5322, RFC 2045, RFC 2046.
struct MailPart {
    /// The fields in their order, with names in lower case and folded values on one line.
    private(set) var head: [(name: String, value: String)] = []
    /// The body as transferred, with lines ended by `\n`.
    private(set) var body: ArraySlice<UInt8> = []

    private static let headLinesMax = 1_000
    private static let partsMax = 20
    private static let depthMax = 8

    private static let lineEnd = UInt8(ascii: "\n")

    /// Splits a part into head and body; lines end in `\n` alone.
    init(_ bytes: ArraySlice<UInt8>) {
        var (rest, count) = (bytes, 0)
        while !rest.isEmpty {
            let end = rest.firstIndex(of: Self.lineEnd) ?? rest.endIndex
            let line = rest[..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            if line.isEmpty { break }
            count += 1
            if count <= Self.headLinesMax { note(String(decoding: line, as: UTF8.self)[...]) }
        }
        body = rest
    }

    /// Reads a mail with lines ended in any way.
    init(mail: [UInt8]) {
        self.init(mail.filter { $0 != UInt8(ascii: "\r") }[...])
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
        let written = MailComments.without(value("content-type") ?? "text/plain")
        return written.prefix { $0 != ";" }.trimmed.lowercased()
    }

    /// The last word of the content type: `html` for `text/html`.
    var subtype: String { type.split(separator: "/").last.map(String.init) ?? "" }

    /// The body without its transfer encoding.
    var content: [UInt8] {
        let name = MailComments.without(value("content-transfer-encoding") ?? "")
        let decoded = TransferEncoding(String(name.trimmed)).decode(body)
        return decoded.contains(UInt8(ascii: "\r"))
            ? decoded.filter { $0 != UInt8(ascii: "\r") } : decoded
    }

    /// The content as text, in its own character set; HTML without its markup.
    var text: String {
        let text = Charset.text(content, in: parameter("charset") ?? "")
        return subtype == "html" ? HTMLText.plain(text) : text
    }

    /// The parts of a multipart body; empty for any other type.
    var parts: [MailPart] {
        guard type.hasPrefix("multipart/") else { return [] }
        let content = content
        let lines = content.split(separator: Self.lineEnd, omittingEmptySubsequences: false)
        let dashes = Array("--".utf8)
        // Without a boundary, the first line that looks like one is taken.
        let mark =
            parameter("boundary").map { dashes + Array($0.utf8) }
            ?? lines.first { $0.count > 3 && $0.starts(with: dashes) }.map(Array.init) ?? []
        guard mark.count > 2 else { return [] }
        var parts: [MailPart] = []
        var start: Int?
        for line in lines where line.starts(with: mark) {
            let rest = String(decoding: line.dropFirst(mark.count), as: UTF8.self).trimmed
            guard rest.isEmpty || rest == "--" else { continue }
            if let start { parts.append(MailPart(content[start..<line.startIndex])) }
            start = min(line.endIndex + 1, content.endIndex)
            if rest == "--" || parts.count >= Self.partsMax { return parts }
        }
        // The end was cut off; the lines received may still be enough.
        if let start { parts.append(MailPart(content[start...])) }
        return parts
    }

    /// The parts that have no parts themselves, at any depth; the mail itself if it has none.
    var leaves: [MailPart] { leaves(depth: 0) }

    private func leaves(depth: Int) -> [MailPart] {
        let parts = depth < Self.depthMax ? self.parts : []
        guard !parts.isEmpty else { return [self] }
        return Array(parts.flatMap { $0.leaves(depth: depth + 1) }.prefix(Self.partsMax * 5))
    }

    /// Returns a parameter of the content type, also one divided into several.
    ///
    /// Source: RFC 2045 section 5.1, RFC 2231 section 3.
    func parameter(_ name: String) -> String? {
        let parameters = MailComments.parameters(of: value("content-type") ?? "")
        if let whole = parameters[name] { return whole }
        var joined = ""
        var number = 0
        while let piece = parameters["\(name)*\(number)"] {
            joined += piece
            number += 1
        }
        return joined.isEmpty ? nil : joined
    }
}
