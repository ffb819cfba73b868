package import Cases
package import Rules

/// Deliveries with the same content, sent together in one attempt: the copies of one message.
package struct SendBatch: Sendable {
    /// The number of a batch, unique within one dispatcher.
    package typealias Number = Int

    package let number: Number
    /// The deliveries; at least one, all of one group and thus on one channel.
    package let deliveries: [LeasedDelivery]
    /// The deliveries' cases, as of the decision.
    package let cases: [Incident.ID: Case]
    /// The recipients whom the message must not list as notified.
    package let unreached: UnreachedRecipients

    package init(
        number: Number, deliveries: [LeasedDelivery], cases: [Incident.ID: Case],
        unreached: UnreachedRecipients = UnreachedRecipients(), by rulebook: Rulebook
    ) {
        precondition(!deliveries.isEmpty, "a batch sends something")
        self.number = number
        self.deliveries = deliveries
        self.cases = cases
        self.unreached = unreached
        isClassified = cases.values.contains { rulebook.keepsConfidential($0) }
    }

    package var channel: Channel.ID { deliveries[0].delivery.channel }

    package var cost: InFlightCost {
        InFlightCost(
            channel: channel, deliveries: deliveries.count,
            isOperational: deliveries[0].delivery.isOperational)
    }

    /// True if the receiving side's reply, which may repeat the message, must not be passed to
    /// other channels.
    package let isClassified: Bool
}
