package import Calendars
package import Cases
import Deliveries
package import Rules
package import Storage

/// A message to one person about an incident: sent, or expected at an instant.
package struct Alert: Hashable, Sendable {
    package let at: Instant
    package let to: Recipient
    package let channel: Channel.ID
    package let reason: Notice.Reason
    package let obligation: Obligation.ID?

    /// Creates the alerts of notices decided at an instant, each person and reason once.
    package static func alerts(of notices: [Notice], at now: Instant) -> [Alert] {
        var seen: Set<Alert> = []
        return notices.map {
            Alert(
                at: now, to: $0.to, channel: $0.channel, reason: $0.reason,
                obligation: $0.obligation)
        }.filter { seen.insert($0).inserted }
    }

    /// Creates the alerts of a stored delivery about an incident.
    package static func alerts(of entry: OutboxEntry, about incident: Incident.ID) -> [Alert] {
        guard let delivery = try? entry.delivery() else { return [] }
        let items: [Delivery.Item] =
            switch delivery.matter {
            case .incident(let id, let items): id == incident ? items : []
            case .combined(let combined):
                combined.parts.filter { $0.incident == incident }.flatMap(\.items)
            case .operation, .test: []
            }
        return items.map {
            Alert(
                at: entry.decidedAt, to: delivery.to, channel: entry.channel, reason: $0.reason,
                obligation: $0.obligation)
        }
    }
}
