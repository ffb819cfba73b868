package import Calendars
import Cases
package import Deliveries

/// The end of a claimed delivery, or the instant until which it waits again.
package struct Settlement: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case delivered
        /// Not now: it can be claimed again from this instant.
        case deferred(until: Instant)
        case refused
        case withdrawn
        case expired
        case merged
    }

    /// The state in which a delivery must still be for a settlement to count.
    package enum Fence: Hashable, Sendable {
        /// Leased, for the time of this number.
        case leased(epoch: Int64)
        /// Leased by nobody since it was read, when it had had so many leases.
        case unleased(epoch: Int64)
        /// Any: whoever holds the lease is not asked.
        case none
    }

    package let delivery: Delivery.ID
    package let fence: Fence
    package let outcome: Outcome
    /// The try that led to it; nil where nothing was sent.
    package let attempt: AttemptRow?
    /// The reason why it waits.
    package let hold: HoldReason?
    /// The reason why it ended without an attempt.
    package let end: EndReason?
    /// The delivery it goes out with.
    package let mergedInto: Delivery.ID?
    /// True if the far side may have it all the same.
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

    /// The epoch that the attempt is kept under: one for each lease; an attempt without one, such
    /// as mail that came back, has one of its own.
    package var attemptEpoch: Int64? {
        guard let attempt else { return nil }
        return switch fence {
        case .leased(let epoch): epoch
        case .unleased, .none: -attempt.startedAt.milliseconds
        }
    }

    /// Returns whether it still decides something about a delivery.
    package func counts(
        for state: OutboxEntry.State, isLeased: Bool, epoch current: Int64
    ) -> Bool {
        // That it arrived is true whoever says it, and however late.
        if outcome == .delivered { return state != .delivered }
        // A server may take a mail and report later that it could not deliver it.
        if outcome == .refused, fence == .none, state == .delivered { return true }
        guard state == .waiting else { return false }
        return switch fence {
        case .leased(let epoch): isLeased && epoch == current
        case .unleased(let epoch): !isLeased && epoch == current
        case .none: true
        }
    }

    /// The state it leads to and, if that is waiting, until when.
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

/// The effect of a settlement.
package enum SettlementOutcome: Hashable, Sendable {
    case settled
    /// The lease had passed on or the entry was settled: only the attempt was written down.
    case overtaken
    /// No such delivery; nothing was done.
    case unknown
}
