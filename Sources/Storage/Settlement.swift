package import Calendars
import Cases
package import Deliveries

/// The end of a claimed delivery, or the instant of its next attempt.
package struct Settlement: Hashable, Sendable {
    /// The result of a lease.
    package enum Outcome: Hashable, Sendable {
        case delivered
        /// A failure for now: the delivery can be claimed again from this instant.
        case deferred(until: Instant)
        case refused
        case withdrawn
        case expired
        case merged
    }

    /// The state in which a delivery must still be for a settlement to count.
    package enum Fence: Hashable, Sendable {
        /// Leased under this epoch.
        case leased(epoch: Int64)
        /// Not leased since it was read, when it had this epoch.
        case unleased(epoch: Int64)
        /// Any state, whoever holds the lease.
        case none
    }

    package let delivery: Delivery.ID
    package let fence: Fence
    package let outcome: Outcome
    /// The attempt with this outcome; nil if nothing was sent.
    package let attempt: AttemptRow?
    /// The reason for the wait.
    package let hold: HoldReason?
    /// The reason for an end without an attempt.
    package let end: EndReason?
    /// The delivery into which it was merged.
    package let mergedInto: Delivery.ID?
    /// True if the receiver may have the message after all.
    package let isUncertain: Bool

    package init(
        delivery: Delivery.ID, fence: Fence, outcome: Outcome, attempt: AttemptRow? = nil,
        hold: HoldReason? = nil, end: EndReason? = nil, mergedInto: Delivery.ID? = nil,
        isUncertain: Bool = false
    ) {
        self.delivery = delivery
        self.fence = fence
        self.outcome = outcome
        self.attempt = attempt
        self.hold = hold
        self.end = end
        self.mergedInto = mergedInto
        self.isUncertain = isUncertain
    }

    /// The epoch under which the attempt is stored: one per lease.
    ///
    /// An attempt without a lease, such as a bounce, has an epoch of its own.
    package var attemptEpoch: Int64? {
        guard let attempt else { return nil }
        return switch fence {
        case .leased(let epoch): epoch
        case .unleased, .none: -attempt.startedAt.milliseconds
        }
    }

    /// Returns true if the settlement still changes a delivery.
    package func counts(
        for state: OutboxEntry.State, isLeased: Bool, epoch current: Int64
    ) -> Bool {
        // An arrival is a fact, whoever reports it and however late.
        if outcome == .delivered { return state != .delivered }
        // A server may accept a mail and report later that it could not deliver it.
        if outcome == .refused, fence == .none, state == .delivered { return true }
        guard state == .waiting else { return false }
        return switch fence {
        case .leased(let epoch): isLeased && epoch == current
        case .unleased(let epoch): !isLeased && epoch == current
        case .none: true
        }
    }

    /// The resulting state and, for a waiting delivery, the instant of its next attempt.
    package var stateAndNext: (state: OutboxEntry.State, next: Instant?) {
        switch outcome {
        case .delivered: (.delivered, nil)
        case .deferred(let until): (.waiting, until)
        case .refused: (.refused, nil)
        case .withdrawn: (.withdrawn, nil)
        case .expired: (.expired, nil)
        case .merged: (.merged, nil)
        }
    }
}
