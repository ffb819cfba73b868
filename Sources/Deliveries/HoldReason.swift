import Cases
package import JSON
package import Rules

/// The reason a delivery waits.
package enum HoldReason: Hashable, Sendable {
    /// A mute in the rules. `why` is the text of the rule; no code parses it.
    case muted(by: Mute.ID, why: String?)
    /// The channel's rate limit.
    case rate(Channel.ID)
    /// The channel's open circuit.
    case circuit(Channel.ID)
    /// An earlier message to the same person that is being sent.
    case endPending

    /// The kinds of reasons, for finding waiting deliveries in a store.
    package enum Kind: String, Sendable, CaseIterable {
        case muted
        case rate
        case circuit
        case endPending = "end-pending"

        /// The bit of the kind in a mask.
        package var bit: Int {
            switch self {
            case .muted: 1
            case .rate: 2
            case .circuit: 4
            case .endPending: 8
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .muted: .muted
        case .rate: .rate
        case .circuit: .circuit
        case .endPending: .endPending
        }
    }
}

extension HoldReason {
    /// The stored form of the reason: its kind, then its values.
    package var json: JSON {
        switch self {
        case .muted(let mute, let why):
            .array([.string(kind.rawValue), .string(mute.text), JSON(optional: why)])
        case .rate(let channel), .circuit(let channel):
            .array([.string(kind.rawValue), .string(channel.text)])
        case .endPending: .array([.string(kind.rawValue)])
        }
    }

    /// Reads the output of `json`.
    package init?(coded json: JSON) {
        let list = json.array ?? []
        guard let kind = list.first?.string.flatMap(Kind.init(rawValue:)) else { return nil }
        let name = list.count > 1 ? list[1].string : nil
        switch (kind, name) {
        case (.muted, let mute?):
            self = .muted(by: Mute.ID(mute), why: list.count > 2 ? list[2].string : nil)
        case (.rate, let channel?): self = .rate(Channel.ID(channel))
        case (.circuit, let channel?): self = .circuit(Channel.ID(channel))
        case (.endPending, _): self = .endPending
        default: return nil
        }
    }
}

extension [HoldReason] {
    /// Returns the reasons with one more in front, each at most once.
    package func adding(_ reason: HoldReason) -> [HoldReason] {
        [reason] + filter { $0 != reason }
    }

    /// The combined bits of the kinds.
    package var mask: Int { reduce(0) { $0 | $1.kind.bit } }
}

extension HoldReason.Kind {
    /// The kinds that other rules may end, and a start: rules may have changed before it, buckets
    /// are full, and failing channels are probed.
    package static let ofRules: Set<HoldReason.Kind> = [.muted, .rate, .circuit]
}
