package import Calendars

/// One attempt to send a leased delivery, with its receipt and outcome.
package struct Attempt: Sendable {
    /// The consequence of the receipt.
    package enum Outcome: Hashable, Sendable {
        case delivered
        /// The delivery is retried from an instant on.
        case again(at: Instant)
        /// The delivery is given up; its content goes by the next contact method, or the operators
        /// are alerted.
        case refused
        /// The delivery's time ran out; it is given up in the same way.
        case expired
    }

    package let leased: LeasedDelivery
    package let receipt: Receipt
    package let outcome: Outcome
    /// The decisions made by the stages and during composition.
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
