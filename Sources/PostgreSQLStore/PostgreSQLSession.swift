import Glibc
internal import Storage

/// One transaction's view of a PostgreSQL database, while its body runs.
///
/// A statement whose answer nobody waits for is kept back and travels with the next one that is
/// waited for, in order: a transaction takes a few round trips, whatever it writes.
final class PostgreSQLSession {
    private let connection: PostgreSQLConnection
    private let operation: String
    private var pending: [PostgreSQLStatement]
    /// True once the server has seen anything of the transaction.
    private var hasBegun = false
    /// The first fault, after which the transaction can only be rolled back.
    private(set) var fault: PostgreSQLFault?

    /// The most statements and bytes kept back.
    private static let pendingMax = 100

    init(_ connection: PostgreSQLConnection, _ kind: TransactionKind, _ operation: String) {
        self.connection = connection
        self.operation = operation
        let mode =
            switch kind {
            case .writing: "READ COMMITTED READ WRITE"
            case .reading: "REPEATABLE READ READ ONLY"
            }
        pending = [
            PostgreSQLStatement(operation, "BEGIN ISOLATION LEVEL \(mode)"),
            PostgreSQLStatement(operation, Self.settings),
        ]
    }

    // For this transaction alone: behind a pooler the next may be of another program. A role that
    // was set to lose commits is overruled; stricter settings stay.
    private static let settings = """
        SELECT set_config('search_path', 'duebell', true),
            set_config('statement_timeout', '30000', true),
            set_config('lock_timeout', '5000', true),
            set_config('idle_in_transaction_session_timeout', '60000', true),
            set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)
        """

    func fetch<T>(
        _ operation: @autoclosure () -> String, _ sql: String, _ values: [PostgreSQLValue] = [],
        as decode: (PostgreSQLRow) throws -> T
    ) throws(StoreError) -> [T] {
        let operation = operation()
        let result = try answer(to: PostgreSQLStatement(operation, sql, values))
        do {
            return try result.rows(decode)
        } catch {
            throw StoreError(error, during: operation)
        }
    }

    func fetchFirst<T>(
        _ operation: @autoclosure () -> String, _ sql: String, _ values: [PostgreSQLValue] = [],
        as decode: (PostgreSQLRow) throws -> T
    ) throws(StoreError) -> T? {
        try fetch(operation(), sql, values, as: decode).first
    }

    /// Runs a statement that changes rows; returns the number of changed rows.
    func change(
        _ operation: @autoclosure () -> String, _ sql: String, _ values: [PostgreSQLValue]
    ) throws(StoreError) -> Int {
        try answer(to: PostgreSQLStatement(operation(), sql, values)).changedCount
    }

    /// Runs a statement that nobody waits for.
    func execute(
        _ operation: @autoclosure () -> String, _ sql: String, _ values: [PostgreSQLValue] = []
    ) throws(StoreError) {
        pending.append(PostgreSQLStatement(operation(), sql, values))
        if pending.count >= Self.pendingMax { _ = try flush() }
    }

    private func answer(to statement: PostgreSQLStatement) throws(StoreError) -> PostgreSQLResult {
        pending.append(statement)
        guard let last = try flush().last else {
            throw .failed(during: statement.operation, detail: "no answer")
        }
        return last
    }

    private func flush() throws(StoreError) -> [PostgreSQLResult] {
        if let fault { throw StoreError(fault) }
        let statements = pending
        pending = []
        hasBegun = true
        do {
            return try connection.run(statements)
        } catch {
            fault = error
            throw StoreError(error)
        }
    }

    /// Commits what was done; throws if anything failed, also if the body took no notice.
    func commit() throws {
        if let fault { throw fault }
        // A body that did nothing needs no server.
        guard hasBegun || pending.count > 2 else { return }
        pending.append(PostgreSQLStatement(operation, "COMMIT"))
        let last = try flush().last
        // A transaction that had failed is rolled back by COMMIT, which calls itself so.
        guard last?.command == "COMMIT" else {
            throw StoreError.failed(during: operation, detail: "rolled back at the commit")
        }
    }

    /// Rolls back what was done, as far as the server knows of it.
    func rollBack() {
        guard hasBegun, !connection.isLost else { return }
        _ = try? connection.run([PostgreSQLStatement(operation, "ROLLBACK")])
    }
}
