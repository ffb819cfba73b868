internal import Foundation
internal import GRDB
internal import Storage

/// Lets writers that come while a commit runs share the next one, so that one fsync serves many.
final class GroupCommit: @unchecked Sendable {
    /// A writer waiting for its turn.
    struct Entry: Sendable {
        /// Runs its body; what that returns hands the writer its value, once committed.
        let run: @Sendable (SQLiteSession) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    /// Bounds what one commit holds, and with it how long the first of a group waits.
    private static let entriesMax = 1_000

    private let pool: DatabasePool
    private let lock = NSLock()
    private var waiting: [Entry] = []
    private var isDraining = false

    init(pool: DatabasePool) {
        self.pool = pool
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
            // The transaction as a whole is gone. Alone, those that can still succeed do, and
            // the one that brought it down is told so itself.
            let error = StoreError(error, during: "commit")
            guard group.count > 1, error.canBeOfOneBody else {
                for entry in group { entry.fail(error) }
                return
            }
            for entry in group { commit([entry], in: database) }
        }
    }

    /// Runs a group as one transaction and says what each is to be told after it.
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

    /// Runs one body; in a group in a savepoint, so that it fails by itself.
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
            // A full disk, among others, makes SQLite roll back everything by itself.
            guard database.isInsideTransaction else { throw error }
            try database.cachedStatement(sql: "ROLLBACK TO body").execute()
            try database.cachedStatement(sql: "RELEASE body").execute()
            return { entry.fail(StoreError(error, during: "write")) }
        }
    }
}

extension StoreError {
    /// True if one body can have brought a transaction down that would have held without it.
    ///
    /// A busy or failing disk concerns all; to try each would wait as often as there are bodies.
    fileprivate var canBeOfOneBody: Bool {
        switch self {
        case .full, .failed, .abandoned: true
        default: false
        }
    }
}
