import Calendars
import Cases
import Conformance
import Foundation
import GRDB
import Rules
import SQLiteStore
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct SQLiteStoreTests {
    private let home: Folder
    private let path: String

    init() throws {
        home = try Folder()
        path = home.file("duebell.db")
    }

    @Test func `every commit of the writer reaches the disk`() throws {
        let store = try SQLiteStore(path: path, for: .watching)
        #expect(try store.pragma("synchronous") == "2")
        #expect(try store.pragma("journal_mode") == "wal")
        #expect(try store.pragma("foreign_keys") == "1")
        #expect(try store.pragma("busy_timeout") == "5000")
    }

    @Test func `a second watcher is refused and told who is first`() throws {
        let first = try SQLiteStore(path: path, for: .watching)
        #expect(throws: StoreError.watched(lock: path + ".lock", process: getpid())) {
            _ = try SQLiteStore(path: path, for: .watching)
        }
        withExtendedLifetime(first) {}
    }

    @Test func `a deleted lock file and another name let no second watcher in`() async throws {
        let first = try SQLiteStore(path: path, for: .watching)
        try await first.write { _ = try $0.insert(record("r-1")) }
        try FileManager.default.removeItem(atPath: path + ".lock")
        #expect(throws: StoreError.watched(lock: path, process: getpid())) {
            _ = try SQLiteStore(path: path, for: .watching)
        }
        let other = path + "-other"
        #expect(link(path, other) == 0)
        #expect(throws: StoreError.watched(lock: other, process: getpid())) {
            _ = try SQLiteStore(path: other, for: .watching)
        }
        // The attempts did not drop the first one's own locks.
        try await first.write { _ = try $0.insert(record("r-2")) }
        #expect(try await first.read { try $0.counts() }.records == 2)
    }

    @Test func `the database is for its user and group, also one made before`() async throws {
        let old = umask(0)
        defer { umask(old) }
        func modes() throws -> [Int?] {
            try ["", "-wal", "-shm", ".lock"].map {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + $0)
                return (attributes[.posixPermissions] as? Int).map { $0 & 0o777 }
            }
        }
        var store: SQLiteStore? = try SQLiteStore(path: path, for: .watching)
        try await store?.write { _ = try $0.insert(record("r-1")) }
        #expect(try modes() == [0o640, 0o640, 0o640, 0o640])
        for suffix in ["", "-wal", "-shm", ".lock"] { chmod(path + suffix, 0o666) }
        store = nil
        try await eventually("the database is restricted") {
            store = try? SQLiteStore(path: path, for: .watching)
            return store != nil
        }
        try await store?.write { _ = try $0.insert(record("r-2")) }
        #expect(try modes() == [0o640, 0o640, 0o640, 0o640])
    }

    @Test func `the next watcher may come when the first is gone`() async throws {
        _ = try SQLiteStore(path: path, for: .watching)
        // A process started by another test has a copy of the lock until it runs its program.
        try await eventually("the lock is free") {
            (try? SQLiteStore(path: path, for: .watching)) != nil
        }
    }

    @Test func `readers stand beside a watcher and see what it commits`() async throws {
        let watcher = try SQLiteStore(path: path, for: .watching)
        let reader = try SQLiteStore(path: path, for: .reading)
        try await watcher.write { _ = try $0.insert(record("r-1")) }
        #expect(try await reader.read { try $0.counts() }.records == 1)
        await #expect(throws: StoreError.readOnly(during: "write")) {
            try await reader.write { _ = try $0.insert(record("r-2")) }
        }
    }

    @Test func `reading opens what a watcher closed, and makes nothing`() async throws {
        #expect(throws: StoreError.absent(file: path)) {
            _ = try SQLiteStore(path: path, for: .reading)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        do {
            let watcher = try SQLiteStore(path: path, for: .watching)
            try await watcher.write { _ = try $0.insert(record("r-1")) }
        }
        let reader = try SQLiteStore(path: path, for: .reading)
        #expect(try await reader.read { try $0.record("r-1") } != nil)
    }

    @Test func `files copied while it runs hold what was committed`() async throws {
        let store = try SQLiteStore(path: path, for: .watching)
        for number in 0..<20 {
            try await store.write { _ = try $0.insert(record("r-\(number)")) }
        }
        let copy = home.file("copy.db")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
        try await store.write { _ = try $0.insert(record("too late")) }

        let found = try SQLiteStore(path: copy, for: .watching)
        #expect(try await found.read { try $0.counts() }.records == 20)
        #expect(try found.pragma("integrity_check") == "ok")
    }

    @Test func `a log torn in its last commit loses that commit alone`() async throws {
        let store = try SQLiteStore(path: path, for: .watching)
        try await store.write { _ = try $0.insert(record("r-1")) }
        let second = record("r-2", body: .init(repeating: 1, count: 9_000))
        try await store.write { _ = try $0.insert(second) }
        let copy = home.file("copy.db")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
        try log.dropLast(2_000).write(to: URL(fileURLWithPath: copy + "-wal"))

        let found = try SQLiteStore(path: copy, for: .watching)
        #expect(try await found.read { try $0.record("r-1") } != nil)
        #expect(try await found.read { try $0.record("r-2") } == nil)
    }

    @Test func `a full disk keeps nothing of the transaction and may be retried`() async throws {
        let store = try SQLiteStore(path: path, for: .watching)
        let pages = try #require(try store.pragma("page_count"))
        _ = try store.pragma("max_page_count = \((Int(pages) ?? 0) + 20)")
        let large = [UInt8](repeating: 7, count: 60_000)
        let body: @Sendable (any StoreTransaction) throws -> Void = { transaction in
            for number in 0..<4 {
                _ = try transaction.insert(record("big-\(number)", body: large))
            }
        }
        await #expect {
            try await store.write(body)
        } throws: { error in
            guard case .full = error as? StoreError else { return false }
            return (error as? StoreError)?.isWorthRetrying == true
        }
        #expect(try await store.read { try $0.counts() }.records == 0)
        try await store.write { _ = try $0.insert(record("small")) }

        _ = try store.pragma("max_page_count = 100000")
        try await store.write(body)
        #expect(try await store.read { try $0.counts() }.records == 5)
    }

    @Test func `on a full disk the writers that fit are served beside the one that does not`()
        async throws
    {
        let store = try SQLiteStore(path: path, for: .watching)
        let pages = try #require(try store.pragma("page_count"))
        _ = try store.pragma("max_page_count = \((Int(pages) ?? 0) + 40)")
        let full = await withTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let size = number == 20 ? 400_000 : 100
                    do {
                        try await store.write { transaction in
                            _ = try transaction.insert(
                                record("r-\(number)", body: .init(repeating: 1, count: size)))
                        }
                        return 0
                    } catch {
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(full == 1)
        #expect(try await store.read { try $0.counts() }.records == 39)
    }

    @Test func `a damaged file is said to be damaged`() throws {
        try Data(repeating: 0x58, count: 8_192).write(to: URL(fileURLWithPath: path))
        #expect {
            _ = try SQLiteStore(path: path, for: .watching)
        } throws: { error in
            guard case .corrupt(let operation, _) = error as? StoreError else { return false }
            return operation == "open \(path)"
        }
    }

    @Test func `a database of another program is left alone`() throws {
        do {
            let other = try DatabaseQueue(path: path)
            try other.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        }
        #expect(throws: StoreError.foreign(file: path)) {
            _ = try SQLiteStore(path: path, for: .watching)
        }
    }

    @Test(arguments: [SQLiteStore.Purpose.watching, .reading])
    func `a database of a newer Duebell is refused`(purpose: SQLiteStore.Purpose) throws {
        _ = try SQLiteStore(path: path, for: .watching)
        do {
            let newer = try DatabaseQueue(path: path)
            try newer.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9999 later')")
            }
        }
        #expect(throws: StoreError.newerSchema(file: path, unknown: ["9999 later"])) {
            _ = try SQLiteStore(path: path, for: purpose)
        }
    }
}
