package import Calendars
package import Cases

/// A place that records come from, a batch at a time.
///
/// Its reader commits a batch and then accepts it; what is never accepted comes again. A source
/// waits for nothing and keeps no time of its own: it is asked at an instant, says after how long
/// to ask again, and calls back when it may have something sooner.
package protocol Source: Sendable {
    var features: SourceFeatures { get }

    /// Begins to call `onChange` whenever there may be something new; at most one caller.
    ///
    /// The call may come from any thread and too often, and must only pass a signal on. A source
    /// that cannot notice changes never calls, and is asked again after `Batch.nextLook`.
    func watch(_ onChange: @escaping @Sendable () -> Void) async

    /// Returns the next batch, at once, be it empty; its records have arrived at `now`.
    func next(at now: Instant) async -> Batch

    /// Lets the messages of a committed batch go, those rejected to where a person finds them.
    ///
    /// Returns what could not be done, which is tried again when the message comes again.
    func accept(_ batch: Batch) async -> [IOIssue]

    /// Gives a batch back that could not be committed: its messages come again.
    func release(_ batch: Batch) async

    /// Keeps a record that the store refused where a person finds it, with the cause.
    ///
    /// Called before its batch is accepted. Returns what could not be done; then the batch is not
    /// accepted but released.
    func reject(
        _ record: Record, because cause: Rejection.Cause, in batch: Batch
    ) async -> [IOIssue]

    /// Returns the batch with its lease extended from `now`; nil where the lease was lost, and the
    /// messages come again by themselves.
    func extend(_ batch: Batch, at now: Instant) async -> Batch?
}

extension Source {
    package func watch(_ onChange: @escaping @Sendable () -> Void) async {}

    /// A batch without a lease needs no extension.
    package func extend(_ batch: Batch, at now: Instant) async -> Batch? { batch }
}

/// The abilities of a source, by which its reader and the tests know what to expect.
package struct SourceFeatures: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Records come in the order in which they were handed in.
    package static let ordered = SourceFeatures(rawValue: 1)
    /// Messages that a dead reader had not accepted come again to the next one.
    package static let redelivers = SourceFeatures(rawValue: 2)
    /// Rejected messages are kept with their causes where a person finds them.
    package static let rejects = SourceFeatures(rawValue: 4)
    /// Messages are leased for a time, which can be extended.
    package static let extends = SourceFeatures(rawValue: 8)
    /// Other content under a known id is a new version, not a conflict.
    package static let revises = SourceFeatures(rawValue: 16)
}
