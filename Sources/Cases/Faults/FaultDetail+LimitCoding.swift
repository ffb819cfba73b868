import JSON

/// The stored form of a bound that was reached.
extension FaultDetail.Limit {
    /// The code and the parts.
    var parts: JSON {
        func number(_ value: Int) -> JSON { .number(.integer(Int64(value))) }
        return switch self {
        case .updates(let count, let through): ["limit-updates", number(count), through.json]
        case .occurrences(let count, let last, let through):
            ["limit-occurrences", number(count), number(last), through.json]
        case .firings(let count, let last, let through):
            ["limit-firings", number(count), number(last), through.json]
        }
    }

    init?(_ parts: CodedParts) {
        guard let count = parts.number(1) else { return nil }
        if parts.code == "limit-updates" {
            guard let through = parts.instant(2) else { return nil }
            self = .updates(count: count, through: through)
            return
        }
        guard let last = parts.number(2), let through = parts.instant(3) else { return nil }
        switch parts.code {
        case "limit-occurrences": self = .occurrences(count: count, number: last, through: through)
        case "limit-firings": self = .firings(count: count, number: last, through: through)
        default: return nil
        }
    }
}
