import Foundation
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct DaemonTests {
    /// A time after which a watcher hangs, however busy the machine is.
    private static let stuck = Duration.seconds(300)

    @Test func `the state folder is for its user and group, and an open one is warned of`()
        async throws
    {
        let watcher = try WatcherProcess()
        let state = watcher.folder.path + "/state"
        try FileManager.default.removeItem(atPath: state)
        try await watcher.start()
        var outcome = try await watcher.stop()
        func mode() throws -> Int? {
            (try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions] as? Int)
                .map { $0 & 0o777 }
        }
        #expect(try mode() == 0o750)
        #expect(!outcome.errors.contains("wanted=0750"))
        chmod(state, 0o755)
        try await watcher.start()
        outcome = try await watcher.stop()
        #expect(try mode() == 0o755)
        #expect(outcome.errors.contains("wanted=0750"))
    }

    @Test func `a record becomes a mail, and SIGTERM ends the watcher well`() async throws {
        let watcher = try WatcherProcess()
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the mail comes") { try !watcher.mailed().isEmpty }
        let outcome = try await watcher.stop()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try watcher.mailed().map(\.to).sorted() == ["anju-duty", "engineer"])
        #expect(watcher.folder.names(in: "inbox") == [])
        #expect(watcher.folder.names(in: "state/done").count == 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `a name server that never answers holds up nobody else`() async throws {
        let names = try TestServer(
            arguments: [TestServer.script("silent_names.py")], folder: TestFolder())
        let watcher = try WatcherProcess { rules in
            rules.channels["lost"] = ["kind": "webhook", "url": "https://hook.city.example/"]
            rules.reach["anju-duty"] = [["channel": "lost"]]
            rules.steps = [
                WatcherProcess.atOnce("owing.duty"), WatcherProcess.atOnce("contact:secretary"),
                ["at": "+9h", "to": ["contact:secretary"]],
            ]
        }
        // Longer than any attempt may take.
        try watcher.folder.write(
            "nameserver 127.53.53.53\noptions timeout:30 attempts:3\n", to: "resolv.conf")
        watcher.command = [
            "/usr/bin/unshare", "--mount", "/bin/sh", "-c",
            "mount --bind '\(watcher.folder.path)/resolv.conf' /etc/resolv.conf && "
                + #"exec "$0" "$@""#,
        ]
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the attempt is given up", atMost: Self.stuck) {
            let histories = try await watcher.read { try $0.deliveries(of: "i-1") }
            return histories.contains { $0.entry.channel == "lost" && !$0.attempts.isEmpty }
        }
        try watcher.drop(WatcherProcess.incident("i-2"))
        try await eventually("others are told", atMost: Self.stuck) {
            try watcher.mailed().contains { $0.to == "secretary" && $0.text.contains("i-2") }
        }
        let attempt = try await watcher.read { try $0.deliveries(of: "i-1") }
            .first { $0.entry.channel == "lost" }?.attempts.first
        #expect(attempt?.text.contains("Resolving timed out") == true, "\(attempt?.text ?? "")")
        #expect(try await watcher.stop().status == 0)
        withExtendedLifetime(names) {}
    }

    @Test func `what is being sent at SIGTERM is finished and settled`() async throws {
        let watcher = try WatcherProcess { rules in
            rules.duty = "slow/1.5"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the web server is asked") { try !watcher.posted().isEmpty }
        #expect(try await watcher.stop().status == 0)
        let states = try await watcher.read { try $0.deliveries(of: "i-1").map(\.entry.state) }
        #expect(states.allSatisfy { $0 == .delivered })
        #expect(states.count >= 1)
        #expect(try watcher.posted().count == 1)
    }

    @Test func `a bad edit leaves the old rules in force and tells the line`() async throws {
        let watcher = try WatcherProcess()
        try await watcher.start()
        let good = try watcher.folder.read("rules/rules.json")
        let bad = good.replacingOccurrences(of: "\"owes\"", with: "\"ows\"")
        try watcher.folder.write(bad, to: "rules/rules.json")
        try await eventually("the operators hear") { try !watcher.mailed().isEmpty }
        let mail = try #require(try watcher.mailed().first)
        #expect(mail.to == "engineer")
        #expect(mail.text.contains("Rule change rejected"))
        let line = good.split(separator: "\n").firstIndex { $0.contains("\"owes\"") } ?? 0
        #expect(mail.text.contains("rules.json:\(line + 1):"), "\(mail.text)")
        #expect(mail.text.contains("unknown key \"ows\""))

        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the old rules speak") {
            try watcher.mailed().contains { $0.to == "anju-duty" }
        }

        let known = try watcher.rulesInForce()
        watcher.rules.steps = [WatcherProcess.atOnce("contact:secretary")]
        try watcher.writeRules()
        try watcher.running().signal(SIGHUP)
        try await eventually("the new rules are in force") {
            try watcher.rulesInForce() > known
        }
        try watcher.drop(WatcherProcess.incident("i-2"))
        try await eventually("the new rules speak") {
            try watcher.mailed().contains { $0.to == "secretary" && $0.text.contains("(i-2") }
        }
        #expect(try watcher.mailed().count { $0.to == "anju-duty" } == 1)
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `SIGHUP reads secrets anew, though no rule has changed`() async throws {
        let watcher = try WatcherProcess { rules in
            rules.channels = ["room": ["kind": "webhook", "url": ["$file": "room-address"]]]
            rules.reach["anju-duty"] = [["channel": "room"]]
        }
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the message was put off") {
            try await watcher.read { try $0.deliveries(of: "i-1") }
                .contains { !$0.attempts.isEmpty }
        }
        let (port, domain) = (watcher.rules.webPort, watcher.rules.domain)
        try watcher.folder.write(
            "http://127.0.0.1:\(port)/status/200?world=\(domain)", to: "rules/room-address")
        try watcher.running().signal(SIGHUP)
        try await eventually("the message comes") { try !watcher.posted().isEmpty }
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `an edited text is used without a rule having changed`() async throws {
        let watcher = try WatcherProcess { $0.steps = [WatcherProcess.atOnce("contact:secretary")] }
        try watcher.folder.with("rules/templates")
        try watcher.folder.write("old {{incident}}", to: "rules/templates/any.text.mustache")
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the text that was there goes out") {
            try watcher.mailed().contains { $0.text.hasPrefix("old i-1") }
        }
        let known = try watcher.rulesInForce()
        try watcher.folder.write("new {{incident}}", to: "rules/templates/any.text.mustache")
        try await eventually("the edit is noticed") {
            try watcher.rulesInForce() > known
        }
        try watcher.drop(WatcherProcess.incident("i-2"))
        try await eventually("the new text goes out") {
            try watcher.mailed().contains { $0.text.hasPrefix("new i-2") }
        }
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `a folder of texts that is made while it runs is noticed`() async throws {
        let watcher = try WatcherProcess { $0.steps = [WatcherProcess.atOnce("contact:secretary")] }
        try await watcher.start()
        let known = try watcher.rulesInForce()
        try watcher.folder.with("rules/templates")
        try watcher.folder.write("new {{incident}}", to: "rules/templates/any.text.mustache")
        try await eventually("the folder is noticed", atMost: .seconds(15)) {
            try watcher.rulesInForce() > known
        }
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the new text goes out") {
            try watcher.mailed().contains { $0.text.hasPrefix("new i-1") }
        }
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `one database has one watcher`() async throws {
        let watcher = try WatcherProcess()
        try await watcher.start()
        let second = try await watcher.run("watch")
        #expect(second.status == 75)
        #expect(second.errors.contains("another watcher is running, process "))
        #expect(try await watcher.stop().status == 0)
    }

    @Test func `rules with faults are all told at the start, and nothing runs`() async throws {
        let watcher = try WatcherProcess()
        let good = try watcher.folder.read("rules/rules.json")
        let bad = good.replacingOccurrences(of: "\"owes\"", with: "\"ows\"")
            .replacingOccurrences(of: "\"2h\"", with: "\"2 hours\"")
        try watcher.folder.write(bad, to: "rules/rules.json")
        try watcher.folder.write("{", to: "rules/more.json")
        let outcome = try await watcher.run("watch")
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("unknown key \"ows\""))
        #expect(outcome.errors.contains("\"2 hours\""))
        #expect(outcome.errors.contains("more.json:1:"))
        #expect(watcher.folder.names(in: "state") == [])
    }

    @Test func `a folder without rules is a fault of the setting`() async throws {
        let watcher = try WatcherProcess()
        let outcome = try await watcher.run("watch", "--rules", "nowhere")
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("nowhere"))
    }
}

extension WatcherProcess {
    /// Returns how often the watcher has logged that rules are in force.
    fileprivate func rulesInForce() throws -> Int {
        try running().errors.components(separatedBy: "rules in force").count - 1
    }
}
