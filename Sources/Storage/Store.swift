/// The storage of records, cases and deliveries.
///
/// A store keeps rows and bytes and does not know how a case is encoded.
package protocol Store: Sendable {
    /// Runs a body as one transaction: all or nothing, and durable on return.
    ///
    /// Concurrent calls may share one commit. The body may be run again after a rollback or a lost
    /// answer, so it must do nothing but read, write and compute. The values it reads stay true
    /// only for cases that it has locked.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T

    /// Runs a body over one unchanging view of everything committed before the call.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T
}
