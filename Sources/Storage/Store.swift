/// The place where records, cases and deliveries are kept, in the trade's verbs.
///
/// A store keeps rows and bytes and does not know how a case is encoded.
package protocol Store: Sendable {
    /// Runs a body as one transaction; durable when it returns, and all or nothing.
    ///
    /// Concurrent calls may share one commit. The body may be run again after a rollback or an
    /// answer that was lost, so it must do nothing but read, write and compute. What it reads
    /// stays true only of cases that it has locked.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T

    /// Runs a body over one unchanging view of everything committed before the call.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T
}

/// All tables as they stand; valid only inside the body it was given to.
package protocol StoreSnapshot: RecordReading, CaseReading, OwedReading, OutboxReading,
    JournalReading, RulebookReading, MarkerReading
{
    /// Returns how much there is, and whether anything is stuck.
    func counts() throws(StoreError) -> StoreCounts
}

/// A snapshot that can also be changed; it sees its own changes.
package protocol StoreTransaction: StoreSnapshot, RecordWriting, CaseWriting, OwedWriting,
    OutboxWriting, JournalWriting, RulebookWriting, MarkerWriting
{}
