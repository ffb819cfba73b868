/// The name of a directory entry, as bytes: neither UTF-8 nor safe for a terminal by itself.
package struct FileName: Hashable, Comparable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The maximum length of a name in bytes on common file systems.
    package static let bytesMax = 255

    /// Returns the name with a suffix, shortening the name if the result would be too long.
    package func appending(_ suffix: String) -> FileName {
        FileName(bytes.prefix(Self.bytesMax - suffix.utf8.count) + Array(suffix.utf8))
    }

    package func hasSuffix(_ suffix: String) -> Bool {
        bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    package func hasPrefix(_ prefix: String) -> Bool {
        bytes.prefix(prefix.utf8.count).elementsEqual(prefix.utf8)
    }

    /// True if the name marks a file still being written by an editor or producer.
    package var isUnfinished: Bool {
        bytes.first == UInt8(ascii: ".")
            || [".tmp", ".part", "~", ".swp"].contains { hasSuffix($0) }
    }

    /// Calls a function with the name as a null-terminated C string.
    package func withCString<T>(_ body: (UnsafePointer<CChar>) -> T) -> T {
        (bytes + [0]).withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            guard let start else { preconditionFailure("a terminated name is not empty") }
            return body(start)
        }
    }

    package static func < (left: FileName, right: FileName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension FileName: CustomStringConvertible {
    /// The name on one line, for people; if it is invalid UTF-8 or has control characters, bytes
    /// outside printable ASCII appear as `\xNN`.
    package var description: String {
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain =
            text.utf8.elementsEqual(bytes)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        if isPlain { return text }
        return bytes.map { byte in
            if (0x20..<0x7F).contains(byte) { return String(Unicode.Scalar(byte)) }
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
