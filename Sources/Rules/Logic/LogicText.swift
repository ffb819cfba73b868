import JSON

/// The JsonLogic operators over texts.
enum LogicText {
    /// Returns true if the bytes contain the part; an empty part is always contained.
    static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard bytes.count >= part.count else { return false }
        return (0...bytes.count - part.count).contains { start in
            bytes[start] == first && bytes[start..<start + part.count].elementsEqual(part)
        }
    }

    /// Returns a part of a text by Unicode scalars; a negative start or length counts from the end.
    static func part(of values: [JSON]) -> JSON {
        let scalars = Array(values[0].asText.unicodeScalars)
        func whole(_ value: JSON) -> Int {
            let number = value.asNumber?.double ?? 0
            return Int(max(-1e9, min(1e9, number)))
        }
        let start = whole(values[1])
        let first =
            start < 0 ? max(0, scalars.count + start) : min(start, scalars.count)
        var end = scalars.count
        if values.count > 2 {
            let length = whole(values[2])
            end = length < 0 ? scalars.count + length : min(scalars.count, first + length)
        }
        var text = String.UnicodeScalarView()
        if first < end { text.append(contentsOf: scalars[first..<end]) }
        return .string(String(text))
    }
}
