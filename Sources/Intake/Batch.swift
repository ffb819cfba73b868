package import Calendars
package import Cases

/// Some messages' worth of records, to be committed together and then accepted.
package struct Batch: Sendable {
    /// The source's own note of the messages to let go when the batch is accepted; nil where there
    /// is none, and nothing to commit either.
    package let receipt: (any Sendable)?
    package var records: [Record]
    /// The messages, or parts of them, that could not be understood.
    package var rejections: [Rejection] = []
    /// Failures that operators are to hear of.
    package var issues: [IOIssue] = []
    /// Failures that cost nothing but time, for the log.
    package var notices: [IOIssue] = []
    /// True if the source was read to its end: what is left is nothing, or waits.
    package var isLast = true
    /// The span, by the source's own clock, after which it is to be asked again though it gave no
    /// sign of a change; the shortest counts of those named on the way to the last batch.
    package var nextLook = Duration.seconds(30)
    /// The instant until which the messages are this reader's alone; nil: until they are released.
    package var leaseUntil: Instant?

    package init(records: [Record] = [], receipt: (any Sendable)? = nil) {
        self.records = records
        self.receipt = receipt
    }

    /// True if there is nothing to commit and nothing to accept.
    package var isEmpty: Bool { receipt == nil }
}
