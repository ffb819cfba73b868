/// The layout of JSON text.
package enum JSONForm: Sendable {
    /// No white space; members in their own order.
    case compact
    /// No white space; members in byte order of their UTF-8 keys. Digests are computed over this
    /// form.
    case canonical
    /// One line per element, two spaces per level, for people.
    case indented
}

extension JSON {
    /// Returns the value as text; numbers keep their digits, so that parsing gives the same value.
    package func serialized(_ form: JSONForm = .compact) -> String {
        String(decoding: bytes(form), as: UTF8.self)
    }

    /// Returns the value as UTF-8.
    package func bytes(_ form: JSONForm = .compact) -> [UInt8] {
        var writer = JSONWriter(form: form)
        writer.reserve(512)
        writer.write(self, level: 0)
        return writer.bytes
    }
}

/// A writer of consecutive values into one buffer.
package struct JSONWriter {
    /// The bytes written so far.
    package private(set) var bytes: [UInt8] = []
    private let form: JSONForm

    package init(form: JSONForm = .compact) {
        self.form = form
    }

    fileprivate mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Appends a value and a line feed: one record of NDJSON.
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
        case .array(let elements): write(elements, level: level)
        case .object(let object): write(object.members, level: level)
        }
    }

    private mutating func write(_ elements: [JSON], level: Int) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            separate(&isFirst, level + 1)
            write(element, level: level + 1)
        }
        if !isFirst { breakLine(level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: [JSONObject.Member], level: Int) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        if form == .canonical {
            for index in Self.order(of: members) { write(members[index], &isFirst, level + 1) }
        } else {
            for member in members { write(member, &isFirst, level + 1) }
        }
        if !isFirst { breakLine(level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func write(
        _ member: JSONObject.Member, _ isFirst: inout Bool, _ level: Int
    ) {
        separate(&isFirst, level)
        write(member.key)
        bytes.append(UInt8(ascii: ":"))
        if form == .indented { bytes.append(UInt8(ascii: " ")) }
        write(member.value, level: level)
    }

    /// Returns the indices of the members in byte order of their keys, without moving members.
    private static func order(of members: [JSONObject.Member]) -> [Int] {
        members.indices.sorted {
            members[$0].key.utf8.lexicographicallyPrecedes(members[$1].key.utf8)
        }
    }

    private mutating func separate(_ isFirst: inout Bool, _ level: Int) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine(level)
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
            if Self.isPlain(content) {
                bytes.append(contentsOf: content)
            } else {
                for byte in content { write(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Returns true if no byte of a text needs an escape.
    private static func isPlain(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
        // No early exit, so that the loop can be vectorised.
        var special: UInt8 = 0
        for byte in content {
            special |=
                byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 1 : 0
        }
        return special == 0
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
