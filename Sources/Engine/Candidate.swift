import Cases
package import Deliveries
import Rules
import Storage

/// A claimed delivery on its way to be sent, with the cases it is about.
package struct Candidate: Sendable {
    let entry: OutboxEntry
    var delivery: Delivery
    let cases: [Incident.ID: Case]
    /// What the stages decided about it, for those who ask later.
    var notes: [AttemptNote] = []

    /// Those that one person gets at one address by one channel.
    struct Lane: Hashable, Sendable {
        let channel: Channel.ID
        let recipient: String
        let address: String?
    }

    /// Those of a lane that can be put together.
    struct Kind: Hashable, Sendable {
        let via: [Channel.ID]?
        let reach: Int
        /// A drill is never put together with what is real.
        let isDrill: Bool
    }

    var lane: Lane {
        Lane(
            channel: delivery.channel, recipient: delivery.to.description,
            address: delivery.address)
    }

    var kind: Kind {
        Kind(
            via: delivery.via, reach: delivery.reach,
            isDrill: cases.values.contains(where: \.isDrill))
    }

    /// Whether anything of it must not be repeated where nobody has looked at who may read it.
    var isClassified: Bool { cases.values.contains { $0.classification != nil } }

    /// Whether it waited for the end of a mute.
    var wasMuted: Bool { entry.wasMuted }
}

extension OutboxEntry {
    /// Whether it may go out with others: what the far side may have already, and what somebody
    /// asked for again, goes by itself under the id it has.
    var mayBeMerged: Bool { !isUncertain && !isAskedFor }

    /// Whether somebody asked for it once more, and it was not tried since.
    var isAskedFor: Bool { request != nil }

    var wasMuted: Bool { holds.contains { $0.kind == .muted } }

    /// The reasons why it waited until it is sent now, for those who ask later.
    var waits: [AttemptNote] {
        holds.map { .waited($0) } + [request.map { .requested($0) }].compactMap(\.self)
    }
}

extension HoldReason.Kind {
    /// The kinds that wait for something the rules say.
    static let ofRules: Set<HoldReason.Kind> = [.muted, .rate]
    /// The kinds that wait for something a start makes new: rules may have changed before it,
    /// buckets are full and circuits closed.
    package static let ofStart: Set<HoldReason.Kind> = [.muted, .rate, .circuit]
}
