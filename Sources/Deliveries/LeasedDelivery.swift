package import Calendars
import Cases
package import Rules

/// A delivery that one dispatcher has leased, with what its row says of it.
package struct LeasedDelivery: Hashable, Sendable {
    /// The right to settle a delivery: its id and the number of the lease.
    package struct Lease: Hashable, Sendable {
        package let delivery: Delivery.ID
        package let epoch: Int64

        package init(_ delivery: Delivery.ID, epoch: Int64) {
            self.delivery = delivery
            self.epoch = epoch
        }
    }

    package var delivery: Delivery
    /// The queue in which it was, wherever its recipient is reached now.
    package let queue: RecipientQueue
    package let epoch: Int64
    /// The number of attempts before.
    package let attempts: Int
    /// The reasons for which it waited since it was last tried, the latest first.
    package let holds: [HoldReason]
    /// The wish that it be sent once more, if it was not tried since.
    package let request: ResendRequest?
    /// True if the far side may have the delivery already.
    package let isUncertain: Bool
    /// The instant at which it was last queued: decided, or asked for again.
    package let queuedAt: Instant
    /// The decisions of the stages, kept with the attempt.
    package var notes: [AttemptNote]
    /// The combined delivery it goes out in, where a rate leaves no room for one of its own.
    package var combinedID: Delivery.ID?

    package init(
        _ delivery: Delivery, epoch: Int64, attempts: Int = 0, holds: [HoldReason] = [],
        request: ResendRequest? = nil, isUncertain: Bool = false, queuedAt: Instant? = nil
    ) {
        self.delivery = delivery
        queue = RecipientQueue(of: delivery)
        self.epoch = epoch
        self.attempts = attempts
        self.holds = holds
        self.request = request
        self.isUncertain = isUncertain
        self.queuedAt = queuedAt ?? delivery.decidedAt
        notes = holds.map { .waited($0) } + [request.map { .requested($0) }].compactMap(\.self)
    }
}

extension LeasedDelivery {
    package var id: Delivery.ID { delivery.id }

    package var lease: Lease { Lease(id, epoch: epoch) }

    /// Has it go where its recipient is now reached on its channel, with the times of its place in
    /// the outbox.
    package mutating func resolve(by rulebook: Rulebook) {
        delivery = delivery.resolved(
            by: rulebook, decidedAt: queuedAt, expiresAt: delivery.expiresAt)
    }

    /// True if a mute held the delivery.
    package var wasMuted: Bool { holds.contains { $0.kind == .muted } }

    /// True for the first notice of an incident, which passes every rate; one that a mute held is
    /// combined with the rest instead.
    package var isFirstNotice: Bool { delivery.isFirst && !wasMuted }

    /// True for a delivery that may go out with others: what the far side may have already, and
    /// what somebody asked for again, goes by itself under the id it has.
    package var isCombinable: Bool { delivery.isMergeable && !isUncertain && request == nil }
}
