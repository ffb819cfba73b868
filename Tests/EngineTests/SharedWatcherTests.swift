import Calendars
import Cases
import Foundation
import JSON
import PostgreSQLStore
import Rules
import Storage
import TestSupport
import Testing

/// The built program on a PostgreSQL database, alone and beside another.
@Suite(.serialized) struct SharedWatcherTests {
    /// A database with a watcher that sends one message for each incident at once.
    private struct Scene {
        let server: PostgreSQLServer
        let uri: String
        let watcher: WatcherProcess

        init(on server: PostgreSQLServer) throws {
            self.server = server
            uri = try server.database()
            watcher = try WatcherProcess(environment: ["DUEBELL_STORE": uri]) { rules in
                rules.duty = "slow/0.02"
                rules.reach["anju-duty"] = [["channel": "duty-room"]]
                rules.steps = [
                    WatcherProcess.atOnce("owing.duty"),
                    ["at": ["from": "opened", "delay": "9h"], "to": ["contact:secretary"]],
                ]
            }
        }

        /// Hands records in as any program does.
        func insert(_ bodies: [String]) throws {
            let rows = bodies.map { "(convert_to($$\($0)$$, 'UTF8'))" }.joined(separator: ", ")
            try server.sql("INSERT INTO duebell.inbox (body) VALUES \(rows)", in: uri)
        }

        func insert(_ records: [JSON]) throws {
            try insert(records.map { $0.serialized() })
        }

        /// Opens the store beside the watchers.
        func open() async throws -> PostgreSQLStore {
            let elapsed: @Sendable () -> Duration = {
                let origin = ContinuousClock.now
                return { origin.duration(to: .now) }
            }()
            return try await PostgreSQLStore(
                PostgreSQLAddress(uri: uri), for: .reading, elapsed: elapsed)
        }
    }

    @Test func `on a database the commands work as on a file`() async throws {
        let scene = try Scene(on: try PostgreSQLServer.shared.get())
        let watcher = scene.watcher
        try await watcher.start()
        let opened = try await watcher.run(
            "open", "i-1", "--unit", "anju", "--title", "Gas explosion", "--severity", "major",
            "--occurred-at", "-5m", "--format", "json")
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(opened.output.contains("\"taken\""))
        try await eventually("the message is sent") { try watcher.posted().count == 1 }
        let list = try await watcher.run("list")
        #expect(list.status == 0 && list.output.contains("Gas explosion"), "\(list.errors)")
        let show = try await watcher.run("show", "i-1", "--format", "json")
        #expect(show.status == 0 && show.output.contains("committee"), "\(show.errors)")
        let reported = try await watcher.run(
            "report", "i-1", "--from", "anju", "--to", "committee", "--format", "json")
        #expect(reported.status == 0 && reported.output.contains("on-time"), "\(reported.errors)")
        let status = try await watcher.run("status", "--format", "json")
        #expect(status.status == 0, "\(status.output) \(status.errors)")
        #expect(status.output.contains("\"running\": true"))
        #expect(watcher.folder.names(in: "inbox").isEmpty)
        #expect(watcher.folder.names(in: "state").allSatisfy { !$0.hasSuffix(".sqlite") })
        #expect(try await watcher.stop().status == 0)
        #expect(try scene.server.sql("SELECT count(*) FROM duebell.watchers", in: scene.uri) == "0")
        let unwatched = try await watcher.run(
            "report", "i-1", "--from", "anju", "--to", "committee", "--id", "r-2")
        #expect(unwatched.output.contains("NOBODY IS WATCHING"))
        #expect(unwatched.output.contains("duebell.inbox #"))
    }

    @Test func `what cannot be taken from the table stands in another with the reason`()
        async throws
    {
        let scene = try Scene(on: try PostgreSQLServer.shared.get())
        let watcher = scene.watcher
        try await watcher.start()
        let one = WatcherProcess.incident("i-1")
        var other = WatcherProcess.incident("i-1").object ?? JSONObject()
        other["id"] = "same"
        var changed = other
        changed["title"] = "Another title"
        try scene.insert([
            "no JSON", one.serialized(), one.serialized(), JSON.object(other).serialized(),
            JSON.object(changed).serialized(),
            "[\(WatcherProcess.incident("i-2").serialized()), {\"type\": \"incident\"}]",
            "{\"type\": \"incident\", \"incident\": \"a\\u0000b\"}",
        ])
        try scene.server.sql(
            "INSERT INTO duebell.inbox (body) VALUES ('\\xff00ff')", in: scene.uri)
        try await eventually("the queue is empty") {
            try scene.server.sql("SELECT count(*) FROM duebell.inbox", in: scene.uri) == "0"
        }
        let store = try await scene.open()
        #expect(try await store.read { try $0.counts() }.records == 3)
        let rejected = try scene.server.sql(
            "SELECT inbox_number, origin, reason FROM duebell.rejected ORDER BY number",
            in: scene.uri)
        let lines = rejected.split(separator: "\n").map(String.init)
        let numbers = Set(lines.compactMap { $0.split(separator: "|").first.map(String.init) })
        #expect(numbers.isSuperset(of: ["1", "5", "6", "7", "8"]), "\(rejected)")
        #expect(rejected.contains("was received before with other content"))
        let bodies = try scene.server.sql(
            "SELECT convert_from(body, 'UTF8') FROM duebell.rejected WHERE inbox_number = 5",
            in: scene.uri)
        #expect(bodies.contains("Another title"))
        let refused = try await watcher.run(
            "open", "i-9", "--unit", "anju", "--title", "T", "--id", "same", "--anyway")
        #expect(refused.status != 0)
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `a message that the store refuses holds back no other`() async throws {
        let scene = try Scene(on: try PostgreSQLServer.shared.get())
        let watcher = scene.watcher
        try await watcher.start()
        // A trigger stands for whatever the database may dislike in one record.
        try scene.server.sql(
            """
            CREATE FUNCTION duebell.dislike() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN IF NEW.id = 'bad' THEN RAISE 'disliked'; END IF; RETURN NEW; END $f$;
            CREATE TRIGGER dislike BEFORE INSERT ON duebell.records FOR EACH ROW
                EXECUTE FUNCTION duebell.dislike();
            """, in: scene.uri)
        let records = (0..<40).map { number in
            var record = WatcherProcess.incident("i-\(number)").object ?? JSONObject()
            record["id"] = number == 17 ? "bad" : .string("r-\(number)")
            return JSON.object(record)
        }
        try scene.insert(records)
        try await eventually("the queue is empty") {
            try scene.server.sql("SELECT count(*) FROM duebell.inbox", in: scene.uri) == "0"
        }
        let store = try await scene.open()
        #expect(try await store.read { try $0.counts() }.records == 39)
        let rejected = try scene.server.sql(
            "SELECT inbox_number, reason FROM duebell.rejected", in: scene.uri)
        #expect(rejected.hasPrefix("18|") && rejected.contains("disliked"), "\(rejected)")
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `a producer may insert, and neither read nor say who it is`() async throws {
        let scene = try Scene(on: try PostgreSQLServer.shared.get())
        try await scene.watcher.start()
        let server = scene.server
        let role = "producer\(UInt32.random(in: 0..<UInt32.max))"
        try server.sql(
            """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA duebell TO \(role);
            GRANT INSERT (body) ON duebell.inbox TO \(role)
            """, in: scene.uri)
        let uri = scene.uri.replacing("user=duebell", with: "user=\(role)")
        let body = WatcherProcess.incident("i-1").serialized()
        try server.sql(
            "INSERT INTO duebell.inbox (body) VALUES (convert_to($$\(body)$$, 'UTF8'))", in: uri)
        for refused in [
            "SELECT * FROM duebell.inbox", "SELECT * FROM duebell.cases",
            "INSERT INTO duebell.inbox (body, origin) VALUES ('', 'somebody')",
            "DELETE FROM duebell.inbox",
        ] {
            #expect(throws: (any Error).self) { try server.sql(refused, in: uri) }
        }
        let store = try await scene.open()
        try await eventually("the record is taken") {
            try await store.read { try $0.records(of: "i-1") }.first?.origin.contains(role) == true
        }
        #expect(try await scene.watcher.stop().status == 0)
    }

    /// Returns the number of rounds: `DUEBELL_KILLS`, if `Tests/Loops/kills` set it, else the
    /// number that keeps the test short.
    private static func rounds(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["DUEBELL_KILLS"].flatMap { Int($0) } ?? usual
    }

    /// Each round delivers more records and kills one of two watchers, or the server, at random.
    @Test func `two watchers and their server are killed at random, and nothing is lost`()
        async throws
    {
        let scene = try Scene(on: try PostgreSQLServer())
        let watchers = [scene.watcher, try WatcherProcess(beside: scene.watcher)]
        for watcher in watchers { try await watcher.start() }
        let rounds = Self.rounds(30)
        var random = SeededRandom(seed: 20_261_201)
        for round in 0..<rounds {
            try scene.insert((0..<3).map { WatcherProcess.incident("i-\(round)-\($0)") })
            try await Task.sleep(for: .milliseconds(Int64(random.next() % 300)))
            if round % 10 == 9 {
                try scene.server.restart("immediate")
                continue
            }
            let watcher = watchers[Int(random.next() % 2)]
            try await watcher.kill()
            try await watcher.start()
        }
        let store = try await scene.open()
        try await eventually("everything is taken and said", atMost: .seconds(120)) {
            let counts = try await store.read { try $0.counts() }
            return counts.records == rounds * 3 && counts.deliveriesWaiting == 0
        }
        let posted = try scene.watcher.posted()
        let ids = try await store.read { snapshot in
            try (0..<rounds).flatMap { round in
                try (0..<3).flatMap { try snapshot.deliveries(of: .init("i-\(round)-\($0)")) }
            }.map(\.entry.id.text)
        }
        #expect(ids.count == rounds * 3, "one message for each incident")
        #expect(Set(posted) == Set(ids), "what is said twice keeps its id")
        #expect(try scene.server.sql("SELECT count(*) FROM duebell.rejected", in: scene.uri) == "0")
        for watcher in watchers { #expect(try await watcher.stop().status == 0) }
    }

    @Test func `what a dead watcher was sending is sent by the other within seconds`()
        async throws
    {
        let scene = try Scene(on: try PostgreSQLServer.shared.get())
        try await scene.watcher.start()
        try scene.insert((0..<400).map { WatcherProcess.incident("i-\($0)") })
        try await eventually("some are sent") { try scene.watcher.posted().count > 20 }
        let other = try WatcherProcess(beside: scene.watcher)
        try await other.start()
        try await scene.watcher.kill()
        let begun = ContinuousClock.now
        let store = try await scene.open()
        try await eventually("everything is sent", atMost: .seconds(60)) {
            try await store.read { try $0.counts() }.deliveriesWaiting == 0
        }
        #expect(ContinuousClock.now - begun < .seconds(30), "far less than the lease of 300 s")
        #expect(Set(try scene.watcher.posted()).count == 400)
        #expect(try await other.stop().status == 0)
    }
}
