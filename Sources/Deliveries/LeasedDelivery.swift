package import Calendars
import Cases
package import Rules

/// A delivery leased by one dispatcher, with the data of its outbox row.
///
/// A class with constants alone, so that handing it from stage to stage copies nothing.
package final class LeasedDelivery: Sendable {
    /// The right to settle a delivery: its id and the number of the lease.
    package struct Lease: Hashable, Sendable {
        package let delivery: Delivery.ID
        package let epoch: Int64

        package init(_ delivery: Delivery.ID, epoch: Int64) {
            self.delivery = delivery
            self.epoch = epoch
        }
    }

    package let delivery: Delivery
    /// The delivery's queue in the outbox, regardless of the recipient's current address.
    package let queue: RecipientQueue
    package let epoch: Int64
    /// The number of previous attempts.
    package let attempts: Int
    /// The reasons for waiting since the last attempt, the latest first.
    package let holds: [HoldReason]
    /// The request for a retry, if no attempt was made since.
    package let request: ResendRequest?
    /// True if the receiver may already have the delivery.
    package let isUncertain: Bool
    /// The instant at which the delivery was last queued: decided, or retry requested.
    package let queuedAt: Instant
    /// The decisions of the stages, stored with the attempt.
    package let notes: [AttemptNote]
    /// The id of the combined delivery that takes this one in, if the rate limit leaves no room for
    /// it.
    package let combinedID: Delivery.ID?

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
        combinedID = nil
    }

    private init(
        _ other: LeasedDelivery, _ delivery: Delivery, notes: [AttemptNote],
        combinedID: Delivery.ID?
    ) {
        self.delivery = delivery
        self.notes = notes
        self.combinedID = combinedID
        queue = other.queue
        epoch = other.epoch
        attempts = other.attempts
        holds = other.holds
        request = other.request
        isUncertain = other.isUncertain
        queuedAt = other.queuedAt
    }
}

extension LeasedDelivery {
    package var id: Delivery.ID { delivery.id }

    package var lease: Lease { Lease(id, epoch: epoch) }

    /// Returns a copy with the recipient's current address on the channel, keeping the times of the
    /// outbox row.
    package func resolved(by rulebook: Rulebook) -> LeasedDelivery {
        let resolved = delivery.resolved(
            by: rulebook, decidedAt: queuedAt, expiresAt: delivery.expiresAt)
        return LeasedDelivery(self, resolved, notes: notes, combinedID: combinedID)
    }

    /// Returns a copy with further notes.
    func noting(_ more: AttemptNote...) -> LeasedDelivery {
        LeasedDelivery(self, delivery, notes: notes + more, combinedID: combinedID)
    }

    /// Returns a copy with other content, and a note of the reason.
    func saying(_ content: Delivery, _ note: AttemptNote) -> LeasedDelivery {
        LeasedDelivery(self, content, notes: notes + [note], combinedID: combinedID)
    }

    /// Returns a copy that a combined delivery takes in.
    func combined(as id: Delivery.ID) -> LeasedDelivery {
        LeasedDelivery(self, delivery, notes: notes, combinedID: id)
    }

    /// True if a mute held the delivery.
    package var wasMuted: Bool { holds.contains { $0.kind == .muted } }

    /// True for the first notice of an incident, which is exempt from rate limits. A muted one is
    /// combined with the rest instead.
    package var isFirstNotice: Bool { delivery.isFirst && !wasMuted }

    /// True for a delivery that may be combined with others. A delivery that may have arrived, or
    /// whose retry was requested, is sent separately under its own id.
    package var isCombinable: Bool { delivery.isMergeable && !isUncertain && request == nil }
}
