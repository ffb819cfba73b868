package import Calendars
package import Rules

/// A channel on which a claimable delivery has been waiting.
package struct Stall: Hashable, Sendable {
    package let channel: Channel.ID
    /// The instant since which the delivery could have been claimed.
    package let since: Instant
    /// True while other deliveries are being sent on the channel.
    package let isBusy: Bool

    package init(channel: Channel.ID, since: Instant, isBusy: Bool) {
        self.channel = channel
        self.since = since
        self.isBusy = isBusy
    }
}
