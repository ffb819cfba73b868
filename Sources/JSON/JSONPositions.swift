/// The positions of the keys and values of a document in its text.
///
/// The text is scanned a second time, alongside the value parsed from it, and only to report a
/// fault.
package struct JSONPositions: Sendable {
    /// The offsets of a value and of its key; array elements have no key.
    private struct Offsets {
        var key: Int?
        var value: Int
    }

    private let bytes: [UInt8]
    private let offsets: [JSONPointer: Offsets]

    /// Scans the text that `value` was parsed from.
    package init(of value: JSON, in bytes: [UInt8]) {
        var scanner = Scanner(bytes: bytes)
        scanner.scan(value, at: JSONPointer(), key: nil)
        self.bytes = bytes
        offsets = scanner.offsets
    }

    /// Returns the position of a value, or of its nearest present ancestor if the value is absent.
    package func value(at pointer: JSONPointer) -> TextPlace {
        place(of: pointer) { $0.value }
    }

    /// Returns the position of a value's key, or of the value itself if there is no key.
    package func key(at pointer: JSONPointer) -> TextPlace {
        place(of: pointer) { $0.key ?? $0.value }
    }

    /// Returns the offset of a value; nil if the value is absent.
    package func offset(of pointer: JSONPointer) -> Int? {
        offsets[pointer]?.value
    }

    private func place(of pointer: JSONPointer, _ offset: (Offsets) -> Int) -> TextPlace {
        if let found = offsets[pointer] { return TextPlace(offset: offset(found), in: bytes) }
        guard !pointer.tokens.isEmpty else { return TextPlace(line: 1, column: 1) }
        return place(of: JSONPointer(pointer.tokens.dropLast())) { $0.value }
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        var offsets: [JSONPointer: Offsets] = [:]

        mutating func scan(_ value: JSON, at pointer: JSONPointer, key: Int?) {
            skip { !Self.isMark($0) && !Self.isWord($0) }
            offsets[pointer] = Offsets(key: key, value: position)
            switch value {
            case .object(let object):
                position += 1
                for member in object.members {
                    skip { $0 != UInt8(ascii: "\"") }
                    let key = position
                    skipString()
                    skip { $0 != UInt8(ascii: ":") }
                    position += 1
                    scan(member.value, at: pointer.appending(member.key), key: key)
                }
                skip { $0 != UInt8(ascii: "}") }
                position += 1
            case .array(let elements):
                position += 1
                for (index, element) in elements.enumerated() {
                    scan(element, at: pointer.appending(index), key: nil)
                }
                skip { $0 != UInt8(ascii: "]") }
                position += 1
            case .string: skipString()
            case .null, .bool, .number: skip(while: Self.isWord)
            }
        }

        private mutating func skip(while isSkipped: (UInt8) -> Bool) {
            while position < bytes.count, isSkipped(bytes[position]) { position += 1 }
        }

        private mutating func skipString() {
            position += 1
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position += 1
        }

        /// Returns true for the first byte of an array, an object or a string.
        private static func isMark(_ byte: UInt8) -> Bool {
            [UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "[")].contains(byte)
        }

        /// Returns true for bytes of numbers and of `true`, `false` and `null`.
        private static func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
