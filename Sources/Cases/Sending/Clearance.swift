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

extension Case {
    /// How secret it is, as far as anybody has said.
    package var classification: String? { facts["classification"]?.string }

    /// Whether it is played, and nobody outside may take it for real.
    package var isDrill: Bool {
        facts["labels"]?["drill"].flatMap(Self.drill) ?? false
    }

    /// What a label says of whether it is played; nil: nothing that can be understood.
    static func drill(_ label: JSON) -> Bool? {
        switch label {
        case true, "true": true
        case false, "false": false
        default: nil
        }
    }
}
