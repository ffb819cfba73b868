/// A reason to reject a JSON text, and its position.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of fault; associated numbers are the limits exceeded.
    package enum Reason: Hashable, Sendable {
        case endOfText
        case unexpected(UInt8)
        case trailing
        case controlCharacter
        case badEscape
        case loneSurrogate
        case notUTF8
        case badNumber
        case notFinite
        case duplicateKey(String)
        case nullInKey
        case tooDeep(Int)
        case tooLong(Int)
        case stringTooLong(Int)
    }

    /// The reason for the rejection.
    package let reason: Reason
    /// The position in bytes from the start of the text.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The fault in words, with the accepted forms where there are few.
    package var description: String {
        switch reason {
        case .endOfText: "the text ends in the middle of a value"
        case .unexpected(let byte): "\(Self.name(of: byte)) where JSON has none"
        case .trailing: "something follows the value"
        case .controlCharacter: "a control character inside a string, write it as \\u00XX"
        case .badEscape:
            "an escape that JSON does not have, accepted is one of \\\" \\\\ \\/ "
                + "\\b \\f \\n \\r \\t \\uXXXX"
        case .loneSurrogate: "half of a surrogate pair"
        case .notUTF8: "bytes that are not UTF-8"
        case .badNumber: "a number that JSON cannot write so"
        case .notFinite: "a number beyond the range of a binary fraction of 64 bits"
        case .duplicateKey(let key): "the key \"\(key)\" a second time in one object"
        case .nullInKey: "U+0000 in a key"
        case .tooDeep(let limit): "more than \(limit) arrays and objects inside one another"
        case .tooLong(let limit): "more than \(limit) bytes"
        case .stringTooLong(let limit): "a string or number of more than \(limit) bytes"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte)
            ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte 0x" + String(byte, radix: 16)
    }
}
