/// A kind of content of which a case can hold much.
enum PartKind: Int, CaseIterable, Sendable {
    case reports
    case acknowledgements
    case closures
    case retractions
    case sightings
    case instructions
    case reliefs
    case findings
    case obligations
    case faults

    /// The key of the content in a stored case.
    var key: String {
        switch self {
        case .reports: "reports"
        case .acknowledgements: "acks"
        case .closures: "closures"
        case .retractions: "retractions"
        case .sightings: "sightings"
        case .instructions: "instructions"
        case .reliefs: "reliefs"
        case .findings: "findings"
        case .obligations: "owed"
        case .faults: "faults"
        }
    }

    /// Returns the number of the part in a slot.
    func number(_ slot: Int) -> Int64 { Int64(rawValue) << Self.bits | Int64(slot) }

    /// Reads the number of a part; nil for a kind that is not known.
    static func read(_ number: Int64) -> (kind: PartKind, slot: Int)? {
        PartKind(rawValue: Int(number >> bits)).map { ($0, Int(number & (1 << bits - 1))) }
    }

    /// The bits of a part's number that hold the slot; a number has 32 bits in all.
    private static let bits: Int64 = 28
}
