package import Cases
package import JSON
package import Rules

/// The reason why a delivery ended without an attempt, or in another one.
package enum EndReason: Hashable, Sendable {
    /// Its matter was over before it was sent.
    case over
    /// The recipient was never told that the matter was open.
    case neverTold
    /// The delivery (nil) or a case of it cannot be read.
    case unreadable(Incident.ID?)
    /// A drill, which does not reach the recipient.
    case drill(DrillExclusion)
    /// The circuit of its channel is open; another channel sent it.
    case rerouted(to: Channel.ID)
    /// The circuit of its channel stayed open until its time ran out.
    case circuit(Channel.ID)
    /// Words written before reasons were values.
    case legacy(String)
}

extension EndReason {
    /// The reason as the outbox keeps it: its kind, then what it names.
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

    /// Reads what `json` wrote.
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
