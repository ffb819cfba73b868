package import Calendars
package import Cases
package import Rules

extension Delivery {
    /// The outbox columns of a delivery: destination and times. The payload holds the rest.
    package struct Envelope: Hashable, Sendable {
        package let id: ID
        package let group: GroupID
        package let channel: Channel.ID
        package let address: String?
        /// The recipient, as named in rules.
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

    /// True for a delivery about Duebell itself, which takes precedence over all others.
    package var isOperational: Bool {
        if case .operation = matter { true } else { false }
    }
}
