import Cases
import Conformance
import Foundation
import PostgreSQLStore
import Rules
import Storage
import TestSupport
import Testing

/// Several watchers on one database.
@Suite(.serialized) struct SharingTests {
    private static func signature(_ run: String) -> WatcherSignature {
        WatcherSignature(run: run, name: "host/\(run)", version: "1", generation: nil)
    }

    @Test func `watchers that start at once make the tables once`() async throws {
        let uri = try PostgreSQLServer.shared.get().database()
        let stores = try await withThrowingTaskGroup(of: PostgreSQLStore.self) { group in
            for _ in 0..<6 { group.addTask { try await TestDatabase.open(uri) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (number, store) in stores.enumerated() {
            try await store.write { _ = try $0.insert(record("r-\(number)")) }
        }
        #expect(try await stores[0].read { try $0.counts() }.records == 6)
    }

    @Test func `a schema that is missing, foreign or too new is refused, one that has more is not`()
        async throws
    {
        let server = try PostgreSQLServer.shared.get()
        func error(of uri: String, _ purpose: PostgreSQLStore.Purpose) async -> StoreError? {
            do {
                _ = try await PostgreSQLStore(
                    PostgreSQLAddress(uri: uri), for: purpose, elapsed: TestDatabase.elapsed)
                return nil
            } catch {
                return error
            }
        }
        let empty = try server.database()
        guard case .absent = await error(of: empty, .reading) else {
            Issue.record("read an empty database")
            return
        }
        try server.sql("CREATE SCHEMA duebell; CREATE TABLE duebell.t (a int)", in: empty)
        guard case .foreign = await error(of: empty, .watching) else {
            Issue.record("took over a schema of another program")
            return
        }
        let ours = try await TestDatabase.make()
        try server.sql("INSERT INTO duebell.migrations VALUES (99, 'more', 1)", in: ours)
        #expect(await error(of: ours, .watching) == nil)
        try server.sql("UPDATE duebell.migrations SET oldest = 99 WHERE number = 99", in: ours)
        guard case .newerSchema(_, let unknown) = await error(of: ours, .reading) else {
            Issue.record("used tables that it does not know")
            return
        }
        #expect(unknown == ["99 more"])
        try server.sql("DELETE FROM duebell.migrations", in: ours)
        guard case .olderSchema = await error(of: ours, .reading) else {
            Issue.record("read tables of an older program")
            return
        }
    }

    @Test func `two watchers that claim at once share what waits and claim nothing twice`()
        async throws
    {
        let uri = try await TestDatabase.make()
        let stores = [try await TestDatabase.open(uri), try await TestDatabase.open(uri)]
        try await stores[0].write { transaction in
            _ = try transaction.enqueue(
                (0..<2_000).map { entry("d-\($0)", dueAt: $0, group: .init("m-\($0)")) })
        }
        let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    var claimed: [String] = []
                    var round = 0
                    while true {
                        round += 1
                        let token = "\(number)-\(round)"
                        let some = try await store.write {
                            try $0.claim(
                                .all(
                                    "w\(number)", at: 9_999, until: 99_999, token: token,
                                    .init(total: 100)))
                        }
                        if some.isEmpty { return claimed }
                        claimed += some.map(\.id.text)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 2_000)
        #expect(Set(claimed).count == 2_000)
    }

    @Test func `records of one incident that arrive at two watchers are decided one by one`()
        async throws
    {
        let uri = try await TestDatabase.make()
        let stores = [try await TestDatabase.open(uri), try await TestDatabase.open(uri)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try await stores[number % 2].write { transaction in
                        // In the opposite order in the other watcher.
                        let ids = ["i-1", "i-2"].map { Incident.ID($0) }
                        try transaction.lockCases(number.isMultiple(of: 2) ? ids : ids.reversed())
                        let rows = try transaction.cases(ids)
                        let counts = ids.map { id in
                            rows.first { $0.incident == id }?.body.first ?? 0
                        }
                        try transaction.save(
                            zip(ids, counts).map { caseRow($0, nextAt: nil, body: [$1 + 1]) })
                    }
                }
            }
            try await group.waitForAll()
        }
        let rows = try await stores[0].read { try $0.cases(["i-1", "i-2"]) }
        #expect(rows.map(\.body) == [[60], [60]])
    }

    @Test func `thousands of incidents are locked in one transaction`() async throws {
        let store = try await TestDatabase.open(try await TestDatabase.make())
        let ids = (0..<20_000).map { Incident.ID("i-\($0)") }
        try await store.write { transaction in
            try transaction.lockCases(ids)
            try transaction.save(ids.map { caseRow($0, nextAt: 1) })
        }
        #expect(try await store.read { try $0.counts() }.cases == [.open: 20_000])
    }

    @Test func `a due case that one watcher has is passed over by the other`() async throws {
        let uri = try await TestDatabase.make()
        let stores = [try await TestDatabase.open(uri), try await TestDatabase.open(uri)]
        try await stores[0].write { transaction in
            try transaction.save(
                (0..<10).map { caseRow(Incident.ID("i-\($0)"), nextAt: Int64($0)) })
        }
        let counts = try await withThrowingTaskGroup(of: [String].self) { group in
            for store in stores {
                group.addTask {
                    try await store.write { transaction in
                        let due = try transaction.lockDueCases(before: at(99), limit: 5)
                        // Both are inside at the same time.
                        Thread.sleep(forTimeInterval: 0.3)
                        try transaction.save(due.map { caseRow($0.incident, nextAt: nil) })
                        return due.map(\.incident.text)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(counts).count == counts.count)
        let left = try await stores[0].read { try $0.dueCases(before: at(99), limit: 99) }
        #expect(left.count == 10 - counts.count)
    }

    @Test func `the leases of a watcher that signs no more end, those of others do not`()
        async throws
    {
        let server = try PostgreSQLServer.shared.get()
        let uri = try await TestDatabase.make()
        let store = try await TestDatabase.open(uri)
        for run in ["alive", "dead"] { _ = try await store.sign(Self.signature(run)) }
        try await store.write { transaction in
            _ = try transaction.enqueue(["a", "b"].map { entry($0, group: .init($0)) })
            for run in ["alive", "dead"] {
                _ = try transaction.claim(.all(run, at: 1, until: 999, ClaimRoom(total: 1)))
            }
        }
        let first = try await store.sign(Self.signature("new"))
        #expect(first.present == ["alive", "dead", "new"])
        #expect(first.released == 0)
        try server.sql(
            "UPDATE duebell.watchers SET seen_at = seen_at - 5000 WHERE run = 'dead'", in: uri)
        let then = try await store.sign(Self.signature("new"))
        #expect(then.present == ["alive", "new"])
        #expect(then.released == 1)
        let free = try await store.write { try $0.claim(.all("new", at: 2, until: 999)) }
        #expect(free.map(\.id.text) == ["b"])
        #expect(free.first?.isUncertain == true)
        try await store.signOff("alive")
        #expect(try await store.watchers().map(\.signature.run).sorted() == ["dead", "new"])
        let rest = try await store.write { try $0.claim(.all("new", at: 3, until: 999)) }
        #expect(rest.map(\.id.text) == ["a"])
    }

    @Test func `a duty is one watcher's until it is not renewed`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let uri = try await TestDatabase.make()
        let store = try await TestDatabase.open(uri)
        func take(_ run: String) async throws -> Bool {
            try await store.takeDuty("watchdog", by: run, for: .seconds(15))
        }
        #expect(try await take("a"))
        #expect(try await !take("b"))
        #expect(try await take("a"))
        try server.sql("UPDATE duebell.duties SET until = 0", in: uri)
        #expect(try await take("b"))
        #expect(try await !take("a"))
        #expect(try server.sql("SELECT epoch FROM duebell.duties", in: uri) == "2")
    }

    @Test func `a claim reads no table from end to end`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let uri = try await TestDatabase.make()
        do {
            let store = try await TestDatabase.open(uri)
            for part in 0..<10 {
                try await store.write { transaction in
                    _ = try transaction.enqueue(
                        (0..<2_000).map {
                            entry(
                                "d-\(part)-\($0)", dueAt: $0, group: .init("m-\(part)-\($0)"),
                                channel: .init("channel-\(part % 3)"))
                        })
                }
            }
        }
        try server.sql("ANALYZE", in: uri)
        try server.sql("SELECT pg_stat_reset()", in: uri)
        do {
            let store = try await TestDatabase.open(uri)
            for round in 0..<5 {
                let claimed = try await store.write {
                    try $0.claim(
                        .all("a", at: 9_999, until: 99_999, token: "\(round)", .init(total: 50)))
                }
                #expect(claimed.count == 50)
                _ = try await store.write {
                    try $0.settle(claimed.map { $0.settled(.delivered, attempt(250)) })
                }
            }
        }
        // The server counts what a connection did when it ends.
        try await eventually("the connections have ended") {
            try server.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()",
                in: uri) == "1"
        }
        let scans = try server.sql(
            "SELECT seq_scan, idx_scan > 0 FROM pg_stat_user_tables WHERE relname = 'outbox'",
            in: uri)
        #expect(scans == "0|t")
    }
}
