extension JSONParser {
    /// Parses the string whose opening quote is at the current position.
    mutating func string(isKey: Bool = false) throws(JSONError) -> String {
        let start = position + 1
        position = start
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try self.text(of: UnsafeBufferPointer(rebasing: bytes[start..<position]))
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start, isKey) }
            guard byte >= 0x20 else { throw JSONError(.controlCharacter, at: position) }
            position += 1
        }
        throw cutOff()
    }

    /// Parses the rest of a string from its first escape on.
    private mutating func escapedString(
        from start: Int, _ isKey: Bool
    ) throws(JSONError) -> String {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: bytes[start..<position])
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard !isKey || !scratch.contains(0) else {
                    throw JSONError(.nullInKey, at: start - 1)
                }
                let text = try scratch.withUnsafeBufferPointer {
                    content throws(JSONError) -> String in
                    try self.text(of: content, from: start)
                }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                try escape()
            } else {
                guard byte >= 0x20 else { throw JSONError(.controlCharacter, at: position) }
                scratch.append(byte)
                position += 1
            }
        }
        throw cutOff()
    }

    private func text(
        of content: UnsafeBufferPointer<UInt8>, from start: Int? = nil
    ) throws(JSONError) -> String {
        let start = start ?? position - content.count
        guard content.count <= limits.stringBytes else {
            throw JSONError(.stringTooLong(limits.stringBytes), at: start - 1)
        }
        // `String(validating:)` is generic throughout and takes a third of the total time. Here
        // invalid UTF-8 is repaired, and the repair shows as a difference from the input.
        var text = String(decoding: content, as: UTF8.self)
        guard content.reduce(0, |) >= 0x80 else { return text }
        let isWhole = text.withUTF8 { $0.count == content.count && $0.elementsEqual(content) }
        guard isWhole else { throw JSONError(.notUTF8, at: start + validPrefix(from: start)) }
        return text
    }

    /// Returns the number of bytes from `start` on that are complete UTF-8 characters.
    private func validPrefix(from start: Int) -> Int {
        var decoder = UTF8()
        var source = bytes[start..<position].makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&source) {
            count += UTF8.width(scalar)
        }
        return count
    }

    private mutating func escape() throws(JSONError) {
        let start = position
        guard position + 1 < end else { throw cutOff() }
        position += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): scratch.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): scratch.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): scratch.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(from: start)
        default: throw JSONError(.badEscape, at: start)
        }
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONError) {
        var code = try hexadecimal(from: start)
        if (0xD800...0xDBFF).contains(code) {
            guard position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw JSONError(.loneSurrogate, at: start) }
            position += 2
            let low = try hexadecimal(from: position - 2)
            guard (0xDC00...0xDFFF).contains(low) else {
                throw JSONError(.loneSurrogate, at: start)
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(.loneSurrogate, at: start) }
        scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        guard position + 4 <= end else { throw cutOff() }
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue,
                bytes[position] < 0x80
            else { throw JSONError(.badEscape, at: start) }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
