package import Calendars
package import Cases
package import Deliveries
package import Rules

/// A message for one address: written with its decision, leased while it is sent, settled after.
package struct OutboxEntry: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// To be sent. Can become: any other.
        case waiting
        /// Taken by the far side. Can become: refused, by a report that it came back.
        case delivered
        /// The address will never take it. Can become: delivered, by a late answer.
        case refused
        /// Overtaken before it was sent. Can become: delivered.
        case withdrawn
        /// Its time ran out. Can become: delivered.
        case expired
        /// Said by another delivery, which it names.
        case merged
    }

    /// The right of one worker to send it, until when nobody else will.
    package struct Lease: Hashable, Sendable {
        package let owner: String
        /// The claim it was leased by.
        package let token: String
        package let until: Instant

        package init(owner: String, token: String, until: Instant) {
            self.owner = owner
            self.token = token
            self.until = until
        }
    }

    package let id: Delivery.ID
    package let group: Delivery.GroupID
    package let channel: Channel.ID
    package let address: String?
    package let recipient: String
    package let incident: Incident.ID?
    package let decidedAt: Instant
    package let dueAt: Instant
    package let expiresAt: Instant?
    /// The rest of the delivery, as the engine encoded it.
    package let payload: [UInt8]
    /// True of a delivery about Duebell itself.
    package let isOperational: Bool
    package var state = State.waiting
    /// The number of attempts made.
    package var attempts = 0
    /// The instant from which it may be claimed.
    package var nextAttemptAt: Instant
    package var lease: Lease?
    /// The number of leases it ever had.
    package var epoch: Int64 = 0
    /// True if the far side may have it already: its sender died, or heard no answer.
    package var isUncertain = false
    /// The instant at which it was last put here: decided, or asked for again.
    package var queuedAt: Instant
    /// The reasons why it waits or waited, the latest first; all are kept until it is sent.
    package var holds: [HoldReason] = []
    /// The wish that it be sent once more; nil: nobody asked, or it was tried since.
    package var request: ResendRequest?
    /// The reason why it ended, where no attempt says so.
    package var end: EndReason?
    /// The delivery it goes out with, where it does.
    package var mergedInto: Delivery.ID?

    package init(
        id: Delivery.ID, group: Delivery.GroupID, channel: Channel.ID, address: String?,
        recipient: String, incident: Incident.ID?, decidedAt: Instant, dueAt: Instant,
        expiresAt: Instant?, payload: [UInt8], isOperational: Bool = false,
        nextAttemptAt: Instant
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
        self.nextAttemptAt = nextAttemptAt
        queuedAt = decidedAt
    }
}

extension OutboxEntry {
    /// The later of its next attempt and the end of its lease: the instant from which it can be
    /// claimed.
    package var availableAt: Instant {
        lease.map { max($0.until, nextAttemptAt) } ?? nextAttemptAt
    }

    /// True if it was neither tried nor held since it was put here.
    package var isUntouched: Bool { attempts == 0 && holds.isEmpty && request == nil }

    /// A delivery to be sent from an instant on.
    package init(_ delivery: Delivery, at now: Instant) {
        let envelope = delivery.envelope
        self.init(
            id: envelope.id, group: envelope.group, channel: envelope.channel,
            address: envelope.address, recipient: envelope.recipient,
            incident: envelope.incident, decidedAt: envelope.decidedAt, dueAt: envelope.dueAt,
            expiresAt: envelope.expiresAt, payload: delivery.payload(),
            isOperational: delivery.isOperational, nextAttemptAt: now)
    }

    /// Returns the delivery, from the row and what it keeps of it.
    package func delivery() throws(CodingFault) -> Delivery {
        try Delivery(
            Delivery.Envelope(
                id: id, group: group, channel: channel, address: address, recipient: recipient,
                incident: incident, decidedAt: decidedAt, dueAt: dueAt, expiresAt: expiresAt),
            payload: payload)
    }
}
