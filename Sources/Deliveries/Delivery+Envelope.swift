package import Calendars
package import Cases
package import Rules

extension Delivery {
    /// The columns of a delivery in the outbox: where it goes, and when. Its payload has the rest.
    package struct Envelope: Hashable, Sendable {
        package let id: ID
        package let group: GroupID
        package let channel: Channel.ID
        package let address: String?
        /// The recipient as rules name them.
        package let recipient: String
        package let incident: Incident.ID?
        package let decidedAt: Instant
        package let dueAt: Instant
        package let expiresAt: Instant?

        package init(
            id: ID, group: GroupID, channel: Channel.ID, address: String?, recipient: String,
            incident: Incident.ID?, decidedAt: Instant, dueAt: Instant, expiresAt: Instant?
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
        }
    }

    package var envelope: Envelope {
        Envelope(
            id: id, group: group, channel: channel, address: address, recipient: to.description,
            incident: incident, decidedAt: decidedAt, dueAt: dueAt, expiresAt: expiresAt)
    }

    /// True of a delivery about Duebell itself, which operators must hear before all else.
    package var isOperational: Bool {
        if case .operation = matter { true } else { false }
    }
}
