package import Calendars
import Cases
package import Rules

/// When a delivery that was put off is tried again, and when it is given up.
package struct RetryPolicy: Sendable {
    /// The first pause; each further one is twice as long.
    package var firstPause = Duration.seconds(5)
    package var pauseMax = Duration.seconds(600)
    /// How long a message that no further step replaces is tried.
    package var patience = Duration.seconds(24 * 3_600)
    /// The same while the person can be reached in another way: their time is short.
    package var patienceBeforeOthers = Duration.seconds(15 * 60)

    /// How often a message is tried at least whose time was over before it could be sent.
    private static let attemptsMin = 3

    package init() {}

    /// What to do about an attempt that was put off.
    package enum Decision: Hashable, Sendable {
        case again(at: Instant)
        case giveUp
    }

    /// `attempts` counts those made, this one included; `jitter` is from 0 up to 1.
    ///
    /// What the far side asked for is honoured, also beyond the longest pause. A message is given
    /// up at the next step's instant: that step speaks then, and another way to the person is due.
    package func decide(
        _ delivery: Delivery, attempts: Int, asked: Duration?, at now: Instant, jitter: Double,
        by rulebook: Rulebook
    ) -> Decision {
        let doubled = firstPause * (1 << min(max(attempts - 1, 0), 16))
        let pause = min(doubled, pauseMax) * (0.8 + 0.4 * jitter)
        let again = now + max(pause, asked ?? .zero)
        let end = end(of: delivery, at: now, by: rulebook)
        // What was held back until its time had run out is not given up for one bad moment.
        if now >= end, attempts < Self.attemptsMin { return .again(at: again) }
        return again < end ? .again(at: again) : .giveUp
    }

    /// When a message is given up.
    package func end(of delivery: Delivery, at now: Instant, by rulebook: Rulebook) -> Instant {
        if let end = delivery.expiresAt { return end }
        let isLastWay = delivery.failover(at: now, by: rulebook) == nil
        return delivery.decidedAt + (isLastWay ? patience : patienceBeforeOthers)
    }
}
