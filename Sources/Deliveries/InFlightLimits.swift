/// The bounds of what is being sent at one time.
package struct InFlightLimits: Hashable, Sendable {
    /// Deliveries in all, shared by the channels that are busy.
    package var total = 256
    /// Batches on one channel.
    package var perChannel = 64
    /// Batches that every channel gets at once, also when the total is used up.
    package var guaranteed = 4
    /// Batches about Duebell itself, on every channel beside all others.
    package var operational = 4

    package init() {}
}
