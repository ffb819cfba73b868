import JSON
package import Rules

/// Whether a channel may carry what an incident is about (密级).
package enum Clearance: Hashable, Sendable {
    case open
    /// Only that something awaits, whom and by when: the channel may not carry the classification,
    /// only those named.
    case masked(classification: String, carries: [String])

    package var isMasked: Bool { self != .open }
}

extension Channel {
    /// Whether it may carry what an incident of a classification is about; nil: none was given.
    package func clearance(for classification: String?) -> Clearance {
        guard let carries, let classification, !carries.contains(classification) else {
            return .open
        }
        return .masked(classification: classification, carries: carries)
    }
}
