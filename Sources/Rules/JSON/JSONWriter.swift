/// How JSON is laid out in text.
package enum JSONForm: Sendable {
    /// No white space; members in their order.
    case compact
    /// No white space; members by the UTF-8 bytes of their keys: what digests are taken of.
    case canonical
    /// A line for each element, two spaces for each level: for people.
    case indented
}

extension JSON {
    /// The value as text; numbers as they were written, so that reading it gives the same value.
    package func serialized(_ form: JSONForm = .compact) -> String {
        String(decoding: bytes(form), as: UTF8.self)
    }

    /// The value as UTF-8.
    package func bytes(_ form: JSONForm = .compact) -> [UInt8] {
        var writer = JSONWriter(form: form)
        writer.write(self, level: 0)
        return writer.bytes
    }
}

/// Writes values one after another into one buffer.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private let form: JSONForm

    package init(form: JSONForm = .compact) {
        self.form = form
    }

    /// Adds a value and a line feed: one record of NDJSON.
    package mutating func writeLine(_ value: JSON) {
        write(value, level: 0)
        bytes.append(UInt8(ascii: "\n"))
    }

    fileprivate mutating func write(_ value: JSON, level: Int) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(.integer(let value)): bytes.append(contentsOf: String(value).utf8)
        case .number(.decimal(let text)): bytes.append(contentsOf: text.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            write(elements, "[", "]", level) { writer, element in
                writer.write(element, level: level + 1)
            }
        case .object(let object):
            write(ordered(object.members), "{", "}", level) { writer, member in
                writer.write(member.key)
                writer.bytes.append(UInt8(ascii: ":"))
                if writer.form == .indented { writer.bytes.append(UInt8(ascii: " ")) }
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private func ordered(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
        guard form == .canonical else { return members }
        return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private mutating func write<Element>(
        _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ level: Int,
        each: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            each(&self, element)
        }
        if !elements.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func breakLine(_ level: Int) {
        guard form == .indented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { content in
            let isPlain = content.allSatisfy {
                $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
            guard !isPlain else { return bytes.append(contentsOf: content) }
            for byte in content { write(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x0C: bytes.append(contentsOf: "\\f".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
        default: bytes.append(byte)
        }
    }
}
