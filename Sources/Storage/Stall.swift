package import Calendars
package import Rules

/// A channel on which something has been waiting that could have been claimed.
package struct Stall: Hashable, Sendable {
    package let channel: Channel.ID
    /// Since when it could have been.
    package let since: Instant
    /// True while other deliveries are being sent by the channel.
    package let isBusy: Bool

    package init(channel: Channel.ID, since: Instant, isBusy: Bool) {
        self.channel = channel
        self.since = since
        self.isBusy = isBusy
    }
}
