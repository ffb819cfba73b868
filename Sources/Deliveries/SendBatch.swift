package import Cases
package import Rules

/// Deliveries that say the same and go together in one attempt: the copies of one message.
package struct SendBatch: Sendable {
    /// The place of a batch among those being sent, unique within one dispatcher.
    package typealias Number = Int

    package let number: Number
    /// At least one, all of one group and so on one channel.
    package let deliveries: [LeasedDelivery]
    /// The cases they are about, as they stood when the batch was decided.
    package let cases: [Incident.ID: Case]
    /// The recipients whom the message must not name among those who have been told.
    package let unreached: UnreachedRecipients

    package init(
        number: Number, deliveries: [LeasedDelivery], cases: [Incident.ID: Case],
        unreached: UnreachedRecipients = UnreachedRecipients()
    ) {
        precondition(!deliveries.isEmpty, "a batch sends something")
        self.number = number
        self.deliveries = deliveries
        self.cases = cases
        self.unreached = unreached
    }

    package var channel: Channel.ID { deliveries[0].delivery.channel }

    package var cost: InFlightCost {
        InFlightCost(
            channel: channel, deliveries: deliveries.count,
            isOperational: deliveries[0].delivery.isOperational)
    }

    /// True if the far side's answer, which may repeat the message, must not be told by other
    /// channels.
    package var isClassified: Bool { cases.values.contains { $0.classification != nil } }
}
