package import Cases
package import JSON
package import Rules

/// The reason a delivery ended without an attempt, or as part of another one.
package enum EndReason: Hashable, Sendable {
    /// The content was out of date before it was sent.
    case over
    /// The recipient was never notified of the beginning.
    case neverTold
    /// The delivery (nil) or one of its cases is unreadable.
    case unreadable(Incident.ID?)
    /// A drill that must not reach the recipient.
    case drill(DrillExclusion)
    /// The channel's circuit is open; the message was sent on another channel.
    case rerouted(to: Channel.ID)
    /// The channel's circuit stayed open until the delivery's time ran out.
    case circuit(Channel.ID)
    /// A text in the free-text format of older versions.
    case legacy(String)
}

extension EndReason {
    /// The stored form of the reason: its kind, then its values.
    package var json: JSON {
        switch self {
        case .over: .array(["over"])
        case .neverTold: .array(["never-told"])
        case .unreadable(let id): .array(["unreadable", JSON(optional: id?.text)])
        case .drill(let exclusion): .array(["drill", .string(exclusion.rawValue)])
        case .rerouted(let channel): .array(["rerouted", .string(channel.text)])
        case .circuit(let channel): .array(["circuit", .string(channel.text)])
        case .legacy(let words): .array(["legacy", .string(words)])
        }
    }

    /// Reads the output of `json`.
    package init?(coded json: JSON) {
        let list = json.array ?? []
        let name = list.count > 1 ? list[1].string : nil
        switch (list.first?.string, name) {
        case ("over", _): self = .over
        case ("never-told", _): self = .neverTold
        case ("unreadable", let id): self = .unreadable(id.map { Incident.ID($0) })
        case ("drill", let exclusion?):
            guard let exclusion = DrillExclusion(rawValue: exclusion) else { return nil }
            self = .drill(exclusion)
        case ("rerouted", let channel?): self = .rerouted(to: Channel.ID(channel))
        case ("circuit", let channel?): self = .circuit(Channel.ID(channel))
        case ("legacy", let words?): self = .legacy(words)
        default: return nil
        }
    }
}
