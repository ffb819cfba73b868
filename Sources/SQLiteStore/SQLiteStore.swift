internal import Foundation
internal import GRDB
package import Storage

/// A store in one SQLite file: the default, for one watcher and any number of readers.
package final class SQLiteStore: Store {
    /// The purpose for which a database is opened.
    package enum Purpose: Sendable {
        /// Writing, by the single watcher; creates and migrates the database as needed.
        case watching
        /// Reading, with or without a running watcher; the database must exist.
        case reading
    }

    private let pool: DatabasePool
    private let commits: GroupCommit?
    private let lock: DatabaseLock?

    /// Opens the database at a path, whose folder must exist.
    package init(path: String, for purpose: Purpose) throws(StoreError) {
        let operation = "open \(path)"
        switch purpose {
        case .watching:
            let lock = try DatabaseLock(of: path)
            self.lock = lock
            pool = try during(operation) { try Self.openToWrite(path) }
            commits = GroupCommit(pool: pool, under: lock)
        case .reading:
            guard FileManager.default.fileExists(atPath: path) else {
                throw .absent(file: path)
            }
            lock = nil
            pool = try during(operation) { try Self.openToRead(path) }
            commits = nil
        }
    }

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T {
        guard let commits else { throw .readOnly(during: "write") }
        let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
            commits.submit(
                GroupCommit.Entry(
                    run: { session in
                        let value = try body(session)
                        return { continuation.resume(returning: .success(value)) }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try result.get()
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T {
        let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                do {
                    let value = try body(SQLiteSession(database: try database.get()))
                    continuation.resume(returning: .success(value))
                } catch {
                    continuation.resume(returning: .failure(StoreError(error, during: "read")))
                }
            }
        }
        return try result.get()
    }

    /// Returns the value of a pragma on the writing connection, for tests and `--print-settings`.
    package func pragma(_ name: String) throws(StoreError) -> String? {
        try during("read pragma \(name)") {
            try pool.writeWithoutTransaction { database in
                try String.fetchOne(database, sql: "PRAGMA \(name)")
            }
        }
    }
}

extension SQLiteStore {
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "duebell"
        configuration.busyMode = .timeout(5)
        return configuration
    }

    private static func openToWrite(_ path: String) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.read { try check($0, path: path) }
        try Migrations.migrator.migrate(pool)
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(Migrations.applicationID)")
            // GRDB sets NORMAL when it turns the write-ahead log on, after any hook of ours: a
            // commit would then survive a crash of the process, but not of the machine.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // Ids have no order: with SQLite's 2 MB the index pages would be read again for each
            // id. And a checkpoint at 1,000 pages would follow every large commit.
            try database.execute(sql: "PRAGMA cache_size = -32768")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // Limits the size to which a long read can let the log grow permanently.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return pool
    }

    private static func openToRead(_ path: String) throws -> DatabasePool {
        var configuration = configuration
        configuration.readonly = true
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.read { database in
            try check(database, path: path)
            guard try Migrations.migrator.hasCompletedMigrations(database) else {
                throw StoreError.olderSchema(file: path)
            }
        }
        return pool
    }

    /// Refuses a database of another program, or one changed by a newer Duebell.
    private static func check(_ database: Database, path: String) throws {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
        let isForeign = application != Migrations.applicationID && !isEmpty
        let applied = try Migrations.migrator.appliedIdentifiers(database)
        // Until the id is set, a database of ours is recognised by its first migration.
        if isForeign && applied.isEmpty { throw StoreError.foreign(file: path) }
        let known = Set(Migrations.migrator.migrations)
        let unknown = applied.subtracting(known).sorted()
        if !unknown.isEmpty { throw StoreError.newerSchema(file: path, unknown: unknown) }
    }
}
