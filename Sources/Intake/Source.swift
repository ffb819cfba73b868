package import Calendars
package import Cases

/// A source of records, read in batches.
///
/// The reader commits a batch and then accepts it; messages never accepted are delivered again. A
/// source does not wait and keeps no time of its own: it is read at a given instant, states when to
/// read it again, and calls back if new records may arrive sooner.
package protocol Source: Sendable {
    var features: SourceFeatures { get }

    /// Starts calling `onChange` whenever new records may have arrived; at most one caller.
    ///
    /// The callback may come from any thread and too often, and must only pass a signal on. A
    /// source that cannot detect changes never calls, and is read again after `Batch.nextLook`.
    func watch(_ onChange: @escaping @Sendable () -> Void) async

    /// Returns the next batch without waiting, even if empty; its records arrive at `now`.
    func next(at now: Instant) async -> Batch

    /// Finishes the messages of a committed batch and moves rejected ones to a place where a person
    /// finds them.
    ///
    /// Returns the failures; these are retried at the next delivery of the message.
    func accept(_ batch: Batch) async -> [IOIssue]

    /// Returns a batch that could not be committed to the source: its messages are delivered again.
    func release(_ batch: Batch) async

    /// Stores a record rejected by the store, with the cause, in a place where a person finds it.
    ///
    /// Called before the record's batch is accepted. Returns the failures; if there are any, the
    /// batch is released instead of accepted.
    func reject(
        _ record: Record, because cause: Rejection.Cause, in batch: Batch
    ) async -> [IOIssue]

    /// Returns the batch with its lease extended from `now`; nil if the lease was lost and the
    /// messages are delivered again.
    func extend(_ batch: Batch, at now: Instant) async -> Batch?
}

extension Source {
    package func watch(_ onChange: @escaping @Sendable () -> Void) async {}

    /// Returns the batch unchanged: without a lease, no extension is needed.
    package func extend(_ batch: Batch, at now: Instant) async -> Batch? { batch }
}

/// The capabilities of a source, for its reader and for tests.
package struct SourceFeatures: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Records are delivered in the order in which they were submitted.
    package static let ordered = SourceFeatures(rawValue: 1)
    /// Messages not accepted by a reader that died are delivered to the next one.
    package static let redelivers = SourceFeatures(rawValue: 2)
    /// Rejected messages are stored with their causes in a place where a person finds them.
    package static let rejects = SourceFeatures(rawValue: 4)
    /// Messages are leased for a time, which can be extended.
    package static let extends = SourceFeatures(rawValue: 8)
    /// Other content under a known id is a new version, not a conflict.
    package static let revises = SourceFeatures(rawValue: 16)
}
