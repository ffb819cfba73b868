package import Storage
internal import Synchronization

/// A store in a PostgreSQL database, which any number of watchers share.
package final class PostgreSQLStore: Store {
    /// The purpose for which a database is opened.
    package enum Purpose: Sendable {
        /// Watching; makes the schema and migrates it as needed.
        case watching
        /// Reading; the schema must be there.
        case reading
    }

    /// The limits of a store.
    package struct Limits: Sendable {
        /// The most connections for transactions. More than a few gain nothing.
        package var connectionsMax = 4
        /// The time for which a transaction is tried before its failure is reported: longer than
        /// a restart of the server takes.
        package var patience = Duration.seconds(10)

        package init() {}
    }

    private let pool: ConnectionPool
    private let listenAddress: PostgreSQLAddress
    private let elapsed: @Sendable () -> Duration
    private let listener = Mutex<Listener?>(nil)

    /// The channel of notifications.
    static let channel = "duebell"

    /// Opens the database at an address.
    ///
    /// `listenAddress` is the address of the server itself, if the other is that of a pooler, which
    /// passes no notifications on. `elapsed` is monotonic time, by which waits are judged.
    package init(
        _ address: PostgreSQLAddress, listeningAt listenAddress: PostgreSQLAddress? = nil,
        for purpose: Purpose, limits: Limits = Limits(),
        elapsed: @escaping @Sendable () -> Duration
    ) async throws(StoreError) {
        self.listenAddress = listenAddress ?? address
        self.elapsed = elapsed
        pool = ConnectionPool(lanesMax: limits.connectionsMax) {
            ConnectionLane(address, elapsed: elapsed, patience: limits.patience)
        }
        let state = try await run(.reading, "open \(address)") { try $0.schemaState() }
        if state.isTooNew { throw .newerSchema(file: "\(address)", unknown: state.unknown) }
        guard !state.isComplete else { return }
        switch purpose {
        case .watching:
            try await run(.writing, "migrate \(address)") { try $0.migrate("\(address)") }
        case .reading where state.isOurs: throw .olderSchema(file: "\(address)")
        case .reading: throw .absent(file: "\(address)")
        }
    }

    deinit {
        pool.close()
        listener.withLock { $0?.close() }
    }

    /// Calls back with the payloads of notifications, from a thread of its own; at most one caller.
    func listen(_ onNotify: @escaping @Sendable (Set<String>) -> Void) {
        listener.withLock { listener in
            listener?.close()
            listener = Listener(
                listenAddress, channel: Self.channel, elapsed: elapsed, onNotify)
        }
    }

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T {
        try await run(.writing, "write") { try body($0) }
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T {
        try await run(.reading, "read") { try body($0) }
    }

    private func run<T: Sendable>(
        _ kind: TransactionKind, _ operation: String,
        _ body: @escaping @Sendable (PostgreSQLSession) throws -> T
    ) async throws(StoreError) -> T {
        let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
            pool.submit { lane in
                continuation.resume(returning: lane.run(kind, operation, body))
            }
        }
        return try result.get()
    }
}
