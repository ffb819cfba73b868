import JSON
package import Rules

/// The clearance of a channel for an incident's content (密级).
package enum Clearance: Hashable, Sendable {
    case open
    /// The channel is not cleared for the classification, only for the ones in `carries`; nil for
    /// an unclassified incident. The message says only that a report is pending, for whom and by
    /// when.
    case masked(classification: String?, carries: [String])

    package var isMasked: Bool { self != .open }
}

extension Rulebook {
    /// Returns the clearance of a channel for a classification. An incident without one counts as
    /// the settings say; if they do not say, no channel with a list of classifications carries it.
    package func clearance(of id: Channel.ID, for classification: String?) -> Clearance {
        guard let carries = channels[id]?.carries else { return .open }
        let classification = classification ?? settings.unmarked
        if let classification, carries.contains(classification) { return .open }
        return .masked(classification: classification, carries: carries)
    }
}
