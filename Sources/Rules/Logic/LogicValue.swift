import JSON

/// The truth, conversion and equality of values in JsonLogic, with JavaScript's rules wherever the
/// original engine has them.
extension JSON {
    /// True if a condition with this result holds.
    ///
    /// 0, `""`, `[]`, null and false are false. Source: jsonlogic.com/truthy.html.
    package var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .number(let number): number.double != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object: true
        }
    }

    /// The number the value converts to; nil if it does not convert.
    var asNumber: JSONNumber? {
        switch self {
        case .null: .integer(0)
        case .bool(let flag): .integer(flag ? 1 : 0)
        case .number(let number): number
        case .string(let text): JSONNumber(trimming: text)
        case .array, .object: JSONNumber(trimming: asText)
        }
    }

    /// The text the value converts to.
    var asText: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(.integer(let value)): String(value)
        case .number(.decimal(let text)): JSONNumber(Double(text) ?? .nan)?.text ?? text
        case .string(let text): text
        case .array(let elements): elements.map(\.asText).joined(separator: ",")
        case .object: "[object Object]"
        }
    }

    /// Returns true if the values are equal in kind and value, as by `===`; arrays and objects are
    /// compared by content.
    func isIdentical(to other: JSON) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left.isEqual(to: right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isIdentical(to: $1) }
        case (.object(let left), .object(let right)):
            left.members.count == right.members.count
                && left.members.allSatisfy { member in
                    right[member.key].map { member.value.isIdentical(to: $0) } ?? false
                }
        default: self == other
        }
    }

    /// Returns true if the values are equal after conversion, as by `==`: null equals only null,
    /// `1` equals `"1"`.
    func isLooselyEqual(to other: JSON) -> Bool {
        switch (self, other) {
        case (.null, _), (_, .null): return self == other
        case (.string, .string), (.number, .number), (.bool, .bool), (.array, .array),
            (.object, .object):
            return isIdentical(to: other)
        case (.array, .string), (.object, .string), (.string, .array), (.string, .object):
            return asText == other.asText
        case (.array, .object), (.object, .array): return false
        default:
            guard let left = asNumber, let right = other.asNumber else { return false }
            return left.isEqual(to: right)
        }
    }
}

extension JSONNumber {
    /// Creates the number nearest to a `Double`, as an integer if it is whole; nil if it is not
    /// finite.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            self = .integer(whole)
        } else {
            self = .decimal("\(value)")
        }
    }

    /// Parses a whole text as a number; surrounding white space is ignored, and an empty text is 0.
    init?(trimming text: String) {
        let trimmed = text.drop { $0.isWhitespace }
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else {
            self = .integer(0)
            return
        }
        let number = trimmed[...last]
        let isNumeric = number.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0)
        }
        guard isNumeric else { return nil }
        if let whole = Int64(number) {
            self = .integer(whole)
        } else if let value = Double(number) {
            self.init(value)
        } else {
            return nil
        }
    }

    /// Parses the longest numeric beginning of a text, like `parseFloat`.
    init?(leading text: String) {
        let numeric = text.drop { $0.isWhitespace }.prefix { "+-.eE0123456789".contains($0) }
        var prefix = numeric.prefix(64)
        while !prefix.isEmpty {
            if let number = JSONNumber(trimming: String(prefix)) {
                self = number
                return
            }
            prefix.removeLast()
        }
        return nil
    }

    var text: String {
        switch self {
        case .integer(let value): String(value)
        case .decimal(let text): text
        }
    }

    func isEqual(to other: JSONNumber) -> Bool {
        guard case .integer(let left) = self, case .integer(let right) = other else {
            return double == other.double
        }
        return left == right
    }

    func isLess(than other: JSONNumber) -> Bool {
        guard case .integer(let left) = self, case .integer(let right) = other else {
            return double < other.double
        }
        return left < right
    }
}
