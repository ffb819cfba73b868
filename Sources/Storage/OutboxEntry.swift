package import Calendars
package import Cases
package import Deliveries
package import Rules

/// A message to one address: written with its decision, leased while being sent, then settled.
package struct OutboxEntry: Hashable, Sendable {
    /// The state of a delivery in the outbox.
    package enum State: String, Sendable, CaseIterable {
        /// To be sent. Can become: any other.
        case waiting
        /// Accepted by the receiver. Can become: refused, by a bounce report.
        case delivered
        /// Permanently rejected at this address. Can become: delivered, by a late answer.
        case refused
        /// Outdated before it was sent. Can become: delivered.
        case withdrawn
        /// Given up at the end of its time. Can become: delivered.
        case expired
        /// Combined into another delivery, named by `mergedInto`.
        case merged
    }

    /// The exclusive right of one worker to send the delivery, until an instant.
    package struct Lease: Hashable, Sendable {
        package let owner: String
        /// The token of the claim that created the lease.
        package let token: String
        package let until: Instant

        package init(owner: String, token: String, until: Instant) {
            self.owner = owner
            self.token = token
            self.until = until
        }
    }

    package let id: Delivery.ID
    /// The message of which the delivery is one copy.
    package let group: Delivery.GroupID
    package let channel: Channel.ID
    /// The address on the channel; nil if the channel itself is the destination.
    package let address: String?
    package let recipient: String
    package let incident: Incident.ID?
    package let decidedAt: Instant
    /// The instant for which the message was due, from which its delay is counted.
    package let dueAt: Instant
    /// The instant at which the delivery is given up and the next contact method tried.
    package let expiresAt: Instant?
    /// The rest of the delivery, encoded.
    package let payload: [UInt8]
    /// True for a delivery about Duebell itself.
    package let isOperational: Bool
    /// True for the first word about an incident, which goes before the mass of its minute.
    package let isFirst: Bool
    package var state = State.waiting
    /// The number of attempts made.
    package var attempts = 0
    /// The instant from which the delivery may be claimed.
    package var nextAttemptAt: Instant
    package var lease: Lease?
    /// The number of leases the delivery ever had.
    package var epoch: Int64 = 0
    /// True if the receiver may already have the message: its sender died, or received no answer.
    package var isUncertain = false
    /// The instant at which the delivery was last queued: decided, or a retry requested.
    package var queuedAt: Instant
    /// The reasons for its wait, the latest first; all are kept until it is sent.
    package var holds: [HoldReason] = []
    /// The request to send the delivery once more; nil if none was made, or it was tried since.
    package var request: ResendRequest?
    /// The reason for its end, if no attempt gives one.
    package var end: EndReason?
    /// The delivery into which it was merged.
    package var mergedInto: Delivery.ID?

    package init(
        id: Delivery.ID, group: Delivery.GroupID, channel: Channel.ID, address: String?,
        recipient: String, incident: Incident.ID?, decidedAt: Instant, dueAt: Instant,
        expiresAt: Instant?, payload: [UInt8], isOperational: Bool = false,
        isFirst: Bool = false, nextAttemptAt: Instant
    ) {
        self.id = id
        self.group = group
        self.channel = channel
        self.address = address
        self.recipient = recipient
        self.incident = incident
        self.decidedAt = decidedAt
        self.dueAt = dueAt
        self.expiresAt = expiresAt
        self.payload = payload
        self.isOperational = isOperational
        self.isFirst = isFirst
        self.nextAttemptAt = nextAttemptAt
        queuedAt = decidedAt
    }
}

extension OutboxEntry {
    /// The instant by which deliveries are ordered: when it is due, or a minute before for the
    /// first word about an incident.
    package var turnAt: Instant { isFirst ? dueAt - .seconds(60) : dueAt }

    /// The instant from which the delivery can be claimed: the later of its next attempt and the
    /// end of its lease.
    package var availableAt: Instant {
        lease.map { max($0.until, nextAttemptAt) } ?? nextAttemptAt
    }

    /// True if the delivery was neither tried nor held since it was queued.
    package var isUntouched: Bool { attempts == 0 && holds.isEmpty && request == nil }

    /// Creates an entry for a delivery to be sent from an instant on.
    package init(_ delivery: Delivery, at now: Instant) {
        let envelope = delivery.envelope
        self.init(
            id: envelope.id, group: envelope.group, channel: envelope.channel,
            address: envelope.address, recipient: envelope.recipient,
            incident: envelope.incident, decidedAt: envelope.decidedAt, dueAt: envelope.dueAt,
            expiresAt: envelope.expiresAt, payload: delivery.payload(),
            isOperational: delivery.isOperational,
            // The first bulletin of a unit is one of many like it.
            isFirst: delivery.isFirst
                && envelope.incident.map { Case.Subject($0) == .incident } ?? false,
            nextAttemptAt: now)
    }

    /// Returns the delivery, decoded from the row and its payload.
    package func delivery() throws(CodingError) -> Delivery {
        try Delivery(
            Delivery.Envelope(
                id: id, group: group, channel: channel, address: address, recipient: recipient,
                incident: incident, decidedAt: decidedAt, dueAt: dueAt, expiresAt: expiresAt),
            payload: payload)
    }
}
