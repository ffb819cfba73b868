import JSON
package import Rules

/// The clearance of a channel for an incident's content (密级).
package enum Clearance: Hashable, Sendable {
    case open
    /// The channel is not cleared for the classification, only for the ones in `carries`. The
    /// message says only that a report is pending, from whom and by when.
    case masked(classification: String, carries: [String])

    package var isMasked: Bool { self != .open }
}

extension Channel {
    /// Returns the clearance for a classification; nil if the incident has none.
    package func clearance(for classification: String?) -> Clearance {
        guard let carries, let classification, !carries.contains(classification) else {
            return .open
        }
        return .masked(classification: classification, carries: carries)
    }
}
