import Glibc
internal import Storage

/// One connection with the transactions that run on it, used by one thread.
final class ConnectionLane {
    private let address: PostgreSQLAddress
    private let elapsed: @Sendable () -> Duration
    /// The time for which a transaction is run again before its failure is reported.
    private let patience: Duration
    private var connection: PostgreSQLConnection?

    init(
        _ address: PostgreSQLAddress, elapsed: @escaping @Sendable () -> Duration,
        patience: Duration
    ) {
        self.address = address
        self.elapsed = elapsed
        self.patience = patience
    }

    /// Runs a body as one transaction; runs it again after a failure that passes, and after a lost
    /// answer to the commit, which may have taken effect or not.
    func run<T>(
        _ kind: TransactionKind, _ operation: String, _ body: (PostgreSQLSession) throws -> T
    ) -> Result<T, StoreError> {
        let end = elapsed() + patience
        var pause: Int32 = 5
        while true {
            do {
                return .success(try attempt(kind, operation, body))
            } catch let fault as PostgreSQLFault where fault.isPassing && elapsed() < end {
                _ = poll(nil, 0, pause)
                pause = min(pause * 2, 500)
            } catch {
                return .failure(StoreError(error, during: operation))
            }
        }
    }

    private func attempt<T>(
        _ kind: TransactionKind, _ operation: String, _ body: (PostgreSQLSession) throws -> T
    ) throws -> T {
        if connection?.isLost ?? true { connection = nil }
        let open = try connection ?? PostgreSQLConnection(address, elapsed: elapsed)
        connection = open
        let session = PostgreSQLSession(open, kind, operation)
        do {
            let value = try body(session)
            try session.commit()
            return value
        } catch {
            session.rollBack()
            if open.isLost { connection = nil }
            // A body sees a fault as the error of its verb.
            throw session.fault ?? error
        }
    }
}
