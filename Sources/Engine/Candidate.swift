import Cases
import Rules
import Storage

/// A claimed delivery on its way to be sent, with the cases it is about.
struct Candidate: Sendable {
    let entry: OutboxEntry
    let delivery: Delivery
    let cases: [Incident.ID: Case]
    /// What the stages decided about it, for those who ask later.
    var remarks: [String] = []

    /// Those that one person gets at one address by one channel.
    struct Lane: Hashable, Sendable {
        let channel: Channel.ID
        let recipient: String
        let address: String?
        let via: [Channel.ID]?
        let reach: Int
        /// A drill is never put together with what is real.
        let isDrill: Bool
    }

    var lane: Lane {
        Lane(
            channel: delivery.channel, recipient: delivery.to.description,
            address: delivery.address, via: delivery.via, reach: delivery.reach,
            isDrill: cases.values.contains(where: \.isDrill))
    }

    /// Whether anything of it must not be repeated where nobody has looked at who may read it.
    var isClassified: Bool { cases.values.contains { $0.classification != nil } }
}

extension OutboxEntry {
    /// A delivery with the times of its place in the queue: it may have been queued anew.
    func timed(_ delivery: Delivery) -> Delivery {
        Delivery(
            id: delivery.id, group: delivery.group, matter: delivery.matter, to: delivery.to,
            via: delivery.via, reach: delivery.reach, channel: delivery.channel,
            address: delivery.address, decidedAt: decidedAt, dueAt: delivery.dueAt,
            expiresAt: expiresAt, isFirst: delivery.isFirst)
    }
}

extension Mute {
    static let mark = "muted by "
    var remark: String { "\(Self.mark)\(id)\(why.map { ": \($0)" } ?? "")" }
}
