import Cases
import Rules

/// The tags of a template, with their errors.
///
/// The rendering library does not expose its syntax tree and stops at the first error. To report
/// unknown names and to bound the cost of a template, the tags are parsed here first. Constructs
/// not parsed here are rejected: other delimiters, inheritance, and partials named by a value.
/// Source: mustache(5).
struct TemplateTags {
    /// One tag.
    struct Tag: Hashable {
        enum Kind: Hashable {
            case value, rawValue, section, inverted, end, partial
        }

        let kind: Kind
        /// The tag as written, with its transforms.
        let written: String
        /// The name without transforms; empty for a transform alone.
        let name: String
        /// The transforms, the outermost first.
        let transforms: [String]
        /// The byte offset of the tag.
        let offset: Int
    }

    /// An error and its byte offset.
    struct Problem: Hashable {
        let offset: Int
        let what: String
    }

    /// The maximum nesting depth of sections: the library recurses once for each.
    static let depthMax = 32

    private(set) var tags: [Tag] = []
    private(set) var faults: [Problem] = []
    private let bytes: [UInt8]
    private var place = 0

    init(of bytes: [UInt8]) {
        self.bytes = bytes
        while let start = next(UInt8(ascii: "{"), UInt8(ascii: "{")) {
            place = start + 2
            readTag(from: start)
        }
        nest()
    }

    /// Returns the next position at which two bytes are adjacent.
    private func next(_ first: UInt8, _ second: UInt8) -> Int? {
        var index = place
        while index + 1 < bytes.count {
            if bytes[index] == first, bytes[index + 1] == second { return index }
            index += 1
        }
        return nil
    }

    private mutating func readTag(from start: Int) {
        let sigil = place < bytes.count ? bytes[place] : 0
        let brace = UInt8(ascii: "}")
        guard let end = next(brace, brace) else {
            fault(start, "a tag that is not closed")
            place = bytes.count
            return
        }
        var kind = Tag.Kind.value
        var from = place + 1
        var after = end + 2
        switch sigil {
        case UInt8(ascii: "#"): kind = .section
        case UInt8(ascii: "^"): kind = .inverted
        case UInt8(ascii: "/"): kind = .end
        case UInt8(ascii: ">"): kind = .partial
        case UInt8(ascii: "&"): kind = .rawValue
        case UInt8(ascii: "!"):
            place = after
            return
        case UInt8(ascii: "{"):
            kind = .rawValue
            if after < bytes.count, bytes[after] == brace {
                after += 1
            } else {
                fault(start, "a tag with three braces that is not closed by three")
            }
        case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: "$"), UInt8(ascii: "%"):
            let sign = String(UnicodeScalar(sigil))
            fault(start, "a tag {{\(sign)…}}, which is not accepted")
            place = after
            return
        default: from = place
        }
        place = after
        add(kind, String(decoding: bytes[min(from, end)..<end], as: UTF8.self), at: start)
    }

    private mutating func add(_ kind: Tag.Kind, _ content: String, at start: Int) {
        let written = content.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let parts = written.split(separator: "(", omittingEmptySubsequences: false)
        let closing = String(repeating: ")", count: parts.count - 1)
        guard let last = parts.last, last.hasSuffix(closing) else {
            fault(start, "{{\(written.prefix(80))}}, which is no name")
            return
        }
        let name = String(last.dropLast(closing.count))
        let transforms = parts.dropLast().map(String.init)
        let isName = kind == .partial ? Self.isPartialName : Self.isName
        guard transforms.allSatisfy(Self.isName),
            isName(name) || (name.isEmpty && transforms.count == 1)
        else {
            fault(start, "{{\(written.prefix(80))}}, which is no name")
            return
        }
        tags.append(
            Tag(kind: kind, written: written, name: name, transforms: transforms, offset: start))
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func isPartialName(_ name: String) -> Bool {
        isName(name) && name.hasPrefix("_")
    }

    /// Checks that each section is closed by its own name.
    private mutating func nest() {
        var open: [Tag] = []
        for tag in tags {
            switch tag.kind {
            case .section, .inverted:
                open.append(tag)
                if open.count == Self.depthMax + 1 {
                    fault(tag.offset, "more than \(Self.depthMax) sections inside one another")
                }
            case .end:
                guard let last = open.popLast() else {
                    fault(tag.offset, "{{/\(tag.written)}}, which closes no section")
                    continue
                }
                if last.written != tag.written {
                    fault(
                        tag.offset,
                        "{{/\(tag.written)}} where {{/\(last.written)}} is to come first")
                }
            case .value, .rawValue, .partial: break
            }
        }
        for tag in open { fault(tag.offset, "a section {{#\(tag.written)}} that is not closed") }
    }

    private mutating func fault(_ offset: Int, _ what: String) {
        faults.append(Problem(offset: offset, what: what))
    }
}
