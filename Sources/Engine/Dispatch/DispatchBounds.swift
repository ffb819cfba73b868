package import Deliveries

/// Bounds that belong together: a lease must outlast the longest attempt, or two workers send.
package enum DispatchBounds {
    /// The bounds of what is being sent at one time.
    package static let inFlight = InFlightLimits()
    /// The longest that composing may take before the plain text is sent.
    package static let composingMax = Duration.seconds(1)
    /// The bound of composing while the watcher is being stopped.
    package static let composingMaxAtStop = Duration.milliseconds(50)
    /// The longest an attempt may take; transports give up before.
    package static let attemptMax = Duration.seconds(120)
    package static let lease = Duration.seconds(300)
}
