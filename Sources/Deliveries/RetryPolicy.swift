package import Calendars
import Cases
package import Rules

/// The policy for retrying deferred deliveries and giving them up.
package struct RetryPolicy: Sendable {
    /// The first pause; each further pause is twice as long.
    package var firstPause = Duration.seconds(5)
    package var pauseMax = Duration.seconds(600)
    /// The time for which a message is tried if no later step replaces it.
    package var patience = Duration.seconds(24 * 3_600)
    /// The time for which a message is tried if another contact method is available: people's time
    /// is short.
    package var patienceBeforeOthers = Duration.seconds(15 * 60)

    /// The longest delay that a receiving side may ask for while another contact method is
    /// available.
    package var waitBeforeOthers = Duration.seconds(60)

    /// The minimum number of attempts for a message whose time ran out before it could be sent.
    private static let attemptsMin = 3

    package init() {}

    /// The decision about a deferred delivery.
    package enum Decision: Hashable, Sendable {
        case again(at: Instant)
        case giveUp
    }

    /// Decides about a deferred delivery. `attempts` counts this attempt too; `jitter` is from 0 up
    /// to 1.
    ///
    /// The receiving side's requested delay is respected, even beyond the longest pause; a person
    /// with another contact method does not wait out a long one. A message
    /// is given up at the next step's instant, when that step runs and the next contact method is
    /// due.
    package func decide(
        _ delivery: Delivery, attempts: Int, asked: Duration?, at now: Instant, jitter: Double,
        by rulebook: Rulebook
    ) -> Decision {
        let doubled = firstPause * (1 << min(max(attempts - 1, 0), 16))
        let pause = min(doubled, pauseMax) * (0.8 + 0.4 * jitter)
        let again = now + max(pause, asked ?? .zero)
        let isBanned = asked.map { $0 > waitBeforeOthers } ?? false
        if isBanned, delivery.failover(at: now, by: rulebook) != nil { return .giveUp }
        let end = end(of: delivery, at: now, by: rulebook)
        // A message held back until its time ran out is not given up for one bad moment.
        if now >= end, attempts < Self.attemptsMin { return .again(at: again) }
        return again < end ? .again(at: again) : .giveUp
    }

    /// Returns the instant at which a message is given up.
    package func end(of delivery: Delivery, at now: Instant, by rulebook: Rulebook) -> Instant {
        if let end = delivery.expiresAt { return end }
        let isLastWay = delivery.failover(at: now, by: rulebook) == nil
        return delivery.decidedAt + (isLastWay ? patience : patienceBeforeOthers)
    }
}
