package import Calendars
package import Cases

/// A batch of records from one or more messages, to be committed together and then accepted.
package struct Batch: Sendable {
    /// The source's own list of messages to finish once the batch is accepted; nil if there is
    /// nothing to commit or accept.
    package let receipt: (any Sendable)?
    package var records: [Record]
    /// The messages, or parts of them, that could not be read.
    package var rejections: [Rejection] = []
    /// Failures to report to the operators.
    package var issues: [IOIssue] = []
    /// Failures that only cause a delay, for the log.
    package var notices: [IOIssue] = []
    /// True if the source was read to its end: the remaining messages, if any, must wait.
    package var isLast = true
    /// The span, by the source's own clock, after which to read the source again even without a
    /// change signal. The shortest span of all batches up to the last one counts.
    package var nextLook = Duration.seconds(30)
    /// The instant at which the reader's lease on the messages ends; nil: they are held until
    /// released.
    package var leaseUntil: Instant?

    package init(records: [Record] = [], receipt: (any Sendable)? = nil) {
        self.records = records
        self.receipt = receipt
    }

    /// True if there is nothing to commit and nothing to accept.
    package var isEmpty: Bool { receipt == nil }
}
