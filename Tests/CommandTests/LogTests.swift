import Foundation
import JSON
import TestSupport
import Testing

@Suite struct LogTests {
    @Test func `the log has a line for each record and each message, and quotes neither`()
        async throws
    {
        let office = try Office()
        let watcher = try office.watcher(["--log-format", "json"])
        let secret = "蓝色文件柜"
        try office.folder.write(
            #"{"type":"incident","incident":"i-9","unit":"anju","title":"\#(secret)","#
                + #""occurredAt":"\#(secret)"}"#,
            to: "inbox/bad.json")
        let record = Office.incident("i-1", hoursAgo: 0.1, title: secret)
        try await office.hand([record, record], until: 1, to: watcher)
        try await eventually("the refusal is logged") { watcher.errors.contains("record refused") }
        watcher.signal(SIGTERM)
        let outcome = try await watcher.end()
        #expect(!outcome.errors.contains(secret), "\(outcome.errors)")
        let lines = try outcome.errors.ndjson
        func line(_ message: String) throws -> JSON {
            try #require(lines.first { $0["msg"]?.string == message }, "\(outcome.errors)")
        }
        let taken = try line("record taken")
        #expect(taken["level"] == "info" && taken["incident"] == "i-1")
        #expect(taken["type"] == "incident" && taken["origin"] != nil && taken["time"] != nil)
        let sent = try line("message delivered")
        #expect(sent["to"]?.string?.hasPrefix("contact:") == true)
        #expect(sent["channel"] == "mail" && sent["delay"] != nil && sent["code"] != nil)
        let refused = try line("record refused")
        #expect(refused["level"] == "warning" && refused["origin"] == "bad.json")
        #expect(refused["places"]?.string?.contains("/occurredAt") == true)
        #expect(try line("rules in force")["added"] != nil)
        #expect(try line("watching")["digest"] != nil)
        #expect(lines.filter { $0["msg"] == "record known already" } == [], "that is debugging")
    }

    @Test func `the service manager is told when the watcher is ready, alive and stopping`()
        async throws
    {
        let office = try Office()
        let manager = try DatagramReceiver(in: office.folder)
        let watcher = try office.watcher(
            environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "200000"])
        try await eventually("it is ready and alive: \(watcher.errors)") {
            let told = manager.received()
            return told.contains { $0.hasPrefix("READY=1\nSTATUS=watching, rules ") }
                && told.filter { $0 == "WATCHDOG=1" }.count >= 2
        }
        watcher.signal(SIGTERM)
        let outcome = try await watcher.end()
        #expect(outcome.status == 0)
        #expect(manager.received().last?.hasPrefix("STOPPING=1") == true)
    }

    @Test func `a log format that does not exist is told with those that do`() async throws {
        let outcome = try await Office().run("watch", "--log-format", "xml")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("'logfmt', 'json' or 'journal'"))
    }
}
