package import Calendars

/// One try to hand a leased delivery over, with what came of it and what follows.
package struct Attempt: Hashable, Sendable {
    /// The consequence of the receipt.
    package enum Outcome: Hashable, Sendable {
        case delivered
        /// The delivery is tried again from an instant on.
        case again(at: Instant)
        /// The delivery is given up; its matter goes by the next way, or the operators are told.
        case refused
        /// The time of the delivery ran out; it is given up in the same way.
        case expired
    }

    package let leased: LeasedDelivery
    package let receipt: Receipt
    package let outcome: Outcome
    /// The decisions of the stages, and of composing.
    package let notes: [AttemptNote]
    package let startedAt: Instant
    package let endedAt: Instant

    package init(
        _ leased: LeasedDelivery, _ receipt: Receipt, _ outcome: Outcome, notes: [AttemptNote],
        startedAt: Instant, endedAt: Instant
    ) {
        self.leased = leased
        self.receipt = receipt
        self.outcome = outcome
        self.notes = notes
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
