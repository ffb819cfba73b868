import Cases
import Conformance
import Foundation
import PostgreSQLStore
import Rules
import Storage
import Synchronization
import TestSupport
import Testing

/// Ways to a server: a pooler, an encrypted connection, notifications.
@Suite(.serialized) struct ConnectionTests {
    private static let pooler = Result {
        try PostgreSQLPooler(before: PostgreSQLServer.shared.get())
    }

    @Test(arguments: StoreConformance.rules)
    func `through a pooler in transaction mode the store keeps the rule`(
        rule: StoreConformance
    ) async throws {
        let uri = try await TestDatabase.make()
        let pooled = try Self.pooler.get().uri(uri, of: PostgreSQLServer.shared.get())
        try await rule.check(try await TestDatabase.open(pooled))
        // A pooler keeps its connections, and a database with connections cannot be copied.
        #expect(pooled != uri)
    }

    @Test func `a notification passes a pooler by, and wakes within its second`() async throws {
        let uri = try await TestDatabase.make()
        let pooled = try Self.pooler.get().uri(uri, of: PostgreSQLServer.shared.get())
        let store = try await PostgreSQLStore(
            PostgreSQLAddress(uri: pooled), listeningAt: PostgreSQLAddress(uri: uri),
            for: .watching, elapsed: TestDatabase.elapsed)
        let calls = Mutex(0)
        store.watchQueue { calls.withLock { $0 += 1 } }
        try await eventually("it listens") { calls.withLock { $0 } == 1 }
        _ = try await store.handIn(Array("{}".utf8), from: "test")
        try await eventually("it is notified") { calls.withLock { $0 } == 2 }
        #expect(try await store.waitingMessages(limit: 9).map(\.body) == [Array("{}".utf8)])
    }

    @Test func `the certificate of the server is checked if the address asks for it`()
        async throws
    {
        let (server, port, root) = try PostgreSQLServer.encrypted()
        func open(_ host: String, _ mode: String, root: String) async throws {
            var limits = PostgreSQLStore.Limits()
            limits.patience = .milliseconds(100)
            let uri =
                "postgres://duebell@\(host):\(port)/postgres?sslmode=\(mode)&sslrootcert=\(root)"
            _ = try await PostgreSQLStore(
                PostgreSQLAddress(uri: uri), for: .watching, limits: limits,
                elapsed: TestDatabase.elapsed)
        }
        try await open("localhost", "verify-full", root: root)
        let folder = try TestFolder()
        let other = try makeCertificate(in: folder).certificate
        await #expect(throws: StoreError.self) {
            try await open("localhost", "verify-full", root: other)
        }
        _ = server
    }
}
