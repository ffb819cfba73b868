import Cases
import Conformance
import Foundation
import PostgreSQLStore
import Rules
import Storage
import Synchronization
import TestSupport
import Testing

/// Faults of the server and of the way to it, each made on a real one.
@Suite(.serialized) struct FaultTests {
    /// Returns limits with which a failure is reported soon.
    private static var hasty: PostgreSQLStore.Limits {
        var limits = PostgreSQLStore.Limits()
        limits.patience = .milliseconds(100)
        return limits
    }

    @Test func `a transaction whose connection is cut is run again, and takes effect once`()
        async throws
    {
        let server = try PostgreSQLServer.shared.get()
        let uri = try await TestDatabase.make()
        let store = try await TestDatabase.open(uri)
        let runs = Mutex(0)
        let outcome = try await store.write { transaction in
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            let outcome = try transaction.insert(record("r-1"))
            if run == 1 {
                try server.sql(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """, in: uri)
            }
            _ = try transaction.insert(record("r-2"))
            return outcome
        }
        #expect(runs.withLock(\.self) == 2)
        #expect(outcome == .new)
        #expect(try await store.read { try $0.counts() }.records == 2)
    }

    @Test func `a transaction whose commit was not answered is run again without harm`()
        async throws
    {
        let server = try PostgreSQLServer.shared.get()
        let uri = try await TestDatabase.make()
        let folder = try TestFolder()
        let socket = server.folder.path + "/.s.PGSQL.5432"
        let proxy = try TestServer(
            "postgresql_proxy.py", [socket, "lose-commit", folder.path + "/arm"])
        let store = try await TestDatabase.open(Self.through(proxy, uri))
        try folder.write("", to: "arm")
        let runs = Mutex(0)
        let outcomes = try await store.write { transaction in
            runs.withLock { $0 += 1 }
            let outcome = try transaction.insert(record("r-1"))
            try transaction.append([JournalRow(incident: "i-1", at: at(1), body: [1])])
            _ = try transaction.enqueue(entry("d-1"))
            let claimed = try transaction.claim(.all("a", at: 1, until: 90, token: "t"))
            return (outcome, claimed.map(\.epoch))
        }
        #expect(try proxy.log().count == 1)
        #expect(runs.withLock(\.self) == 2)
        // The first run had committed, so the second finds its own record and its own claim.
        #expect(outcomes.0 == .duplicate)
        #expect(outcomes.1 == [1])
        let counts = try await store.read { try $0.counts() }
        #expect(counts.records == 1 && counts.journal == 1 && counts.deliveries == 1)
    }

    /// Returns the URI of a database by a proxy.
    private static func through(_ proxy: TestServer, _ uri: String) -> String {
        let name = uri.dropFirst("postgres:///".count).prefix { $0 != "?" }
        return "postgres://duebell@127.0.0.1:\(proxy.port)/\(name)?sslmode=disable"
    }

    @Test func `over a slow line a transaction takes few round trips`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let uri = try await TestDatabase.make()
        let proxy = try TestServer(
            "postgresql_proxy.py", [server.folder.path + "/.s.PGSQL.5432", "delay", "0.02"])
        let store = try await TestDatabase.open(Self.through(proxy, uri))
        let begun = ContinuousClock.now
        try await store.write { transaction in
            let incidents = (0..<500).map { "i-\($0)" }
            try transaction.lockCases(incidents.map { .init($0) })
            _ = try transaction.insert(
                incidents.map { record("r-\($0)", incident: .init($0)) })
            try transaction.save(incidents.map { caseRow(.init($0), nextAt: 1) })
            try transaction.append(
                incidents.map { JournalRow(incident: .init($0), at: at(1), body: [1]) })
            _ = try transaction.enqueue(incidents.map { entry("d-\($0)") })
        }
        // Three flights of 40 ms each, where a round trip for each verb and row takes 80 seconds.
        #expect(ContinuousClock.now - begun < .seconds(5))
    }

    @Test func `what was acknowledged survives a crash of the server, and work goes on`()
        async throws
    {
        let server = try PostgreSQLServer()
        let uri = try server.database()
        let store = try await TestDatabase.open(uri)
        for round in 0..<4 {
            let acknowledged = await withTaskGroup(of: String?.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        let id = "r-\(round)-\(writer)"
                        do {
                            try await store.write { _ = try $0.insert(record(id)) }
                            return id
                        } catch {
                            Issue.record(error)
                            return nil
                        }
                    }
                }
                group.addTask {
                    do {
                        try server.restart(round.isMultiple(of: 2) ? "immediate" : "fast")
                    } catch {
                        Issue.record(error)
                    }
                    return nil
                }
                return await group.reduce(into: [String]()) { ids, id in
                    ids += [id].compactMap(\.self)
                }
            }
            let kept = try await store.read { try $0.records(acknowledged.map { .init($0) }) }
            #expect(kept.count == 8)
        }
    }

    @Test func `a server that is not there is told from one that refuses`() async throws {
        await #expect(throws: StoreError.self) {
            try await TestDatabase.open("postgres:///x?host=/nowhere", Self.hasty)
        }
        do {
            _ = try await TestDatabase.open("postgres:///x?host=/nowhere", Self.hasty)
        } catch {
            #expect(error.isWorthRetrying)
            guard case .unreachable = error else { throw error }
        }
        let server = try PostgreSQLServer.shared.get()
        do {
            _ = try await TestDatabase.open(server.uri(of: "no_such_database"), Self.hasty)
            Issue.record("opened a database that is not there")
        } catch {
            guard case .denied = error else { throw error }
        }
        try server.sql("CREATE ROLE stranger LOGIN")
        let uri = try await TestDatabase.make()
        do {
            _ = try await TestDatabase.open(
                uri.replacing("user=duebell", with: "user=stranger"), Self.hasty)
            Issue.record("opened a database without rights")
        } catch {
            guard case .denied = error else { throw error }
        }
    }

    @Test func `a wrong password is told at once, and a right one is read from where it is`()
        async throws
    {
        let server = try PostgreSQLServer()
        try server.sql("CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'geheim'")
        let rules = try server.folder.read("data/pg_hba.conf")
        try Data(("local all locked scram-sha-256\n" + rules).utf8).write(
            to: URL(filePath: server.folder.path + "/data/pg_hba.conf"))
        try server.sql("SELECT pg_reload_conf()")
        let uri = try server.database().replacing("user=duebell", with: "user=locked")
        func open(_ password: String) async throws -> PostgreSQLStore {
            try await PostgreSQLStore(
                PostgreSQLAddress(uri: uri) { password }, for: .watching,
                elapsed: TestDatabase.elapsed)
        }
        let store = try await open("geheim")
        #expect(try await store.read { try $0.counts() }.records == 0)
        do {
            _ = try await open("falsch")
            Issue.record("opened with a wrong password")
        } catch let error as StoreError {
            guard case .denied(_, let detail) = error else { throw error }
            #expect(!detail.contains("falsch"))
        }
        #expect(throws: StoreError.self) {
            try PostgreSQLAddress(uri: "postgres://a:geheim@localhost/x")
        }
    }
}

extension TestDatabase {
    fileprivate static func open(
        _ uri: String, _ limits: PostgreSQLStore.Limits
    ) async throws(StoreError) -> PostgreSQLStore {
        try await PostgreSQLStore(
            PostgreSQLAddress(uri: uri), for: .watching, limits: limits, elapsed: elapsed)
    }
}
