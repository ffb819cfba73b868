package import Deliveries

/// Time limits that depend on each other: a lease must outlast the longest attempt, or two workers
/// send the same delivery.
package enum DispatchBounds {
    /// The limits on deliveries in flight.
    package static let inFlight = InFlightLimits()
    /// The longest time for composing a message, before the plain text is sent instead.
    package static let composingMax = Duration.seconds(1)
    /// The longest time for composing during shutdown.
    package static let composingMaxAtStop = Duration.milliseconds(50)
    /// The longest time of an attempt; transports give up earlier.
    package static let attemptMax = Duration.seconds(120)
    /// The time for which a claim leases a delivery.
    package static let lease = Duration.seconds(300)
}
