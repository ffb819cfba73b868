internal import Foundation
internal import GRDB
internal import Storage

/// Groups writers that arrive while a commit runs into the next one, so that one fsync serves many.
final class GroupCommit: @unchecked Sendable {
    /// A writer waiting for its turn.
    struct Entry: Sendable {
        /// Runs the writer's body; the returned closure hands the writer its value after the
        /// commit.
        let run: @Sendable (SQLiteSession) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    /// The size limit of a group, and so of the time its first writer waits.
    private static let entriesMax = 1_000

    private let pool: DatabasePool
    /// The lock of the database, kept until the last commit has ended.
    private let database: DatabaseLock
    private let lock = NSLock()
    private var waiting: [Entry] = []
    private var isDraining = false

    init(pool: DatabasePool, under database: DatabaseLock) {
        self.pool = pool
        self.database = database
    }

    func submit(_ entry: Entry) {
        let begins = lock.withLock {
            waiting.append(entry)
            defer { isDraining = true }
            return !isDraining
        }
        guard begins else { return }
        pool.asyncWriteWithoutTransaction { database in
            while let group = self.next() { Self.commit(group, in: database) }
        }
    }

    private func next() -> [Entry]? {
        lock.withLock {
            guard !waiting.isEmpty else {
                isDraining = false
                return nil
            }
            let group = Array(waiting.prefix(Self.entriesMax))
            waiting.removeFirst(group.count)
            return group
        }
    }

    private static func commit(_ group: [Entry], in database: Database) {
        do {
            let settle = try transaction(of: group, in: database)
            for tell in settle { tell() }
        } catch {
            // The whole transaction was rolled back. Run alone, the bodies that can still succeed
            // do, and the one that caused the rollback gets its own error.
            let error = StoreError(error, during: "commit")
            guard group.count > 1, error.canBeOfOneBody else {
                for entry in group { entry.fail(error) }
                return
            }
            for entry in group { commit([entry], in: database) }
        }
    }

    /// Runs a group as one transaction; returns the closures to call after the commit.
    private static func transaction(
        of group: [Entry], in database: Database
    ) throws -> [@Sendable () -> Void] {
        try database.beginTransaction(.immediate)
        do {
            var settle: [@Sendable () -> Void] = []
            for entry in group {
                settle.append(try run(entry, alone: group.count == 1, in: database))
            }
            try database.commit()
            return settle
        } catch {
            if database.isInsideTransaction { try database.rollback() }
            throw error
        }
    }

    /// Runs one body; within a group in a savepoint, so that its failure does not affect the
    /// others.
    private static func run(
        _ entry: Entry, alone: Bool, in database: Database
    ) throws -> @Sendable () -> Void {
        let session = SQLiteSession(database: database)
        if alone { return try entry.run(session) }
        try database.cachedStatement(sql: "SAVEPOINT body").execute()
        do {
            let tell = try entry.run(session)
            try database.cachedStatement(sql: "RELEASE body").execute()
            return tell
        } catch {
            // On a full disk and some other errors SQLite rolls back the whole transaction by
            // itself.
            guard database.isInsideTransaction else { throw error }
            try database.cachedStatement(sql: "ROLLBACK TO body").execute()
            try database.cachedStatement(sql: "RELEASE body").execute()
            return { entry.fail(StoreError(error, during: "write")) }
        }
    }
}

extension StoreError {
    /// True if a single body may have made the transaction fail.
    ///
    /// A busy or failing disk concerns all bodies; trying each would wait as many times as there
    /// are bodies.
    fileprivate var canBeOfOneBody: Bool {
        switch self {
        case .full, .failed, .abandoned: true
        default: false
        }
    }
}
