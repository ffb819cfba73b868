package import Cases
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
    /// Returns true if what a receiver repeats of an incident's messages must not be passed on to
    /// other channels: the incident is marked, or some channel may not carry what nobody marked.
    ///
    /// A mark that the settings give to all unmarked incidents is not one of its own.
    package func keepsConfidential(_ incident: Case) -> Bool {
        let classifications = incident.classifications
        if classifications.contains(where: { $0 != nil && $0 != settings.unmarked }) { return true }
        return channels.keys.contains { clearance(of: $0, for: incident).isMasked }
    }

    /// True if every channel may carry the content of incidents that nobody marked.
    package var carriesUnmarked: Bool {
        channels.keys.allSatisfy { !clearance(of: $0, for: nil).isMasked }
    }

    /// Returns the clearance of a channel for an incident: of several merged ones, for all of them.
    package func clearance(of id: Channel.ID, for incident: Case) -> Clearance {
        let all = incident.classifications.map { clearance(of: id, for: $0) }
        return all.first(where: \.isMasked) ?? .open
    }

    /// Returns the clearance of a channel for a classification. An incident without one counts as
    /// the settings say; if they do not say, no channel with a list of classifications carries it.
    package func clearance(of id: Channel.ID, for classification: String?) -> Clearance {
        guard let carries = channels[id]?.carries else { return .open }
        let classification = classification ?? settings.unmarked
        if let classification, carries.contains(classification) { return .open }
        return .masked(classification: classification, carries: carries)
    }
}
