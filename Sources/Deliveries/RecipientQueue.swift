package import Rules

/// The queue of one recipient at one address on one channel.
package struct RecipientQueue: Hashable, Sendable {
    package let channel: Channel.ID
    package let recipient: String
    package let address: String?

    package init(channel: Channel.ID, recipient: String, address: String?) {
        self.channel = channel
        self.recipient = recipient
        self.address = address
    }

    package init(of delivery: Delivery) {
        self.init(
            channel: delivery.channel, recipient: delivery.to.description,
            address: delivery.address)
    }
}
