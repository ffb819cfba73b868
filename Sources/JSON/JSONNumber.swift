/// A JSON number without loss: an integer where 64 bits hold one, else the text as written.
package enum JSONNumber: Hashable, Sendable {
    /// An integer within 64 bits, written without fraction or exponent; `-0` is not one.
    case integer(Int64)
    /// Every other number, as its text in the grammar of RFC 8259 section 6.
    case decimal(String)

    /// The nearest `Double`; infinite if the number is out of range.
    package var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let text): Double(text) ?? .nan
        }
    }
}
