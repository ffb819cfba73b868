package import Calendars

/// The result of sending a batch.
package struct SendResult: Sendable {
    package enum Answer: Sendable {
        /// A receipt for each delivery, in order.
        case answered([Receipt])
        /// The channel's transport could not be opened; the value is the reason.
        case unopened(String)
        /// The batch's content was out of date; no message was sent.
        case over
    }

    package let answer: Answer
    /// The decisions made during composition, the same for each delivery.
    package let notes: [AttemptNote]
    package let startedAt: Instant
    package let endedAt: Instant

    package init(
        _ answer: Answer, notes: [AttemptNote] = [], startedAt: Instant, endedAt: Instant
    ) {
        self.answer = answer
        self.notes = notes
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
