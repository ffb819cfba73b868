/// A JSON number with nothing lost: small integers as such, all else as the text it came in.
package enum JSONNumber: Hashable, Sendable {
    /// Written without sign of zero, fraction or exponent, and within 64 bits.
    case integer(Int64)
    /// Every other number, its text following the grammar of RFC 8259 section 6.
    case decimal(String)

    /// The nearest binary fraction; infinite where the text is beyond its range.
    package var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let text): Double(text) ?? .nan
        }
    }
}
