import Cases
import Rules

/// The tags of a template, and what is wrong with them.
///
/// The library that sets templates keeps its tree to itself and stops at the first fault; to tell
/// unknown names, and to bound what a template can cost, its tags are read here beforehand. What
/// is not read here is not accepted: other delimiters, inheritance, and partials that a value
/// names. Source: mustache(5).
struct TemplateTags {
    /// One tag.
    struct Tag: Hashable {
        enum Kind: Hashable {
            case value, rawValue, section, inverted, end, partial
        }

        let kind: Kind
        /// As it was written, with its transforms.
        let written: String
        /// Without them; empty where there is nothing but a transform.
        let name: String
        /// The outermost first.
        let transforms: [String]
        /// Where it begins, in bytes.
        let offset: Int
    }

    /// Something wrong, and where, in bytes.
    struct Fault: Hashable {
        let offset: Int
        let what: String
    }

    /// Sections inside one another: the library descends once for each.
    static let depthMax = 32

    private(set) var tags: [Tag] = []
    private(set) var faults: [Fault] = []
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

    /// Where two bytes next stand together, from here on.
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

    /// Sees to it that each section is closed by its own name.
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
        faults.append(Fault(offset: offset, what: what))
    }
}
