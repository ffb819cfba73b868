/// The limits on concurrent sending.
package struct InFlightLimits: Hashable, Sendable {
    /// The total number of deliveries, shared by the busy channels.
    package var total = 256
    /// The number of batches on one channel.
    package var perChannel = 64
    /// The number of batches available to every channel even if the total is used up.
    package var guaranteed = 4
    /// The number of batches about Duebell itself on every channel, in addition to all others.
    package var operational = 4

    package init() {}
}
