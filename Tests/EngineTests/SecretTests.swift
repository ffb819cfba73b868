import Foundation
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct SecretTests {
    private static let password = "pa55-Wort-🔔-geheim"
    private static let token = "T0ken-in-the-address"
    private static let key = Data("thirty two bytes of real secret!".utf8).base64EncodedString()

    private static let environment = [
        "SMTP_PASSWORD": password, "ROOM_SECRET": "whsec_" + key, "SMTP_USER": "duty",
    ]

    /// The secrets, as they are and in the forms sent over the network.
    private static let forbidden = [
        password, token, key, Data(password.utf8).base64EncodedString(),
        Data("\0duty\0\(password)".utf8).base64EncodedString(),
    ]

    private func watcher(_ mail: TestServer, address: String) throws -> WatcherProcess {
        let watcher = try WatcherProcess(environment: Self.environment, mailPort: mail.port) {
            rules in
            rules.channels = [
                "mail": [
                    "kind": "email", "server": .string("smtp://127.0.0.1:\(mail.port)"),
                    "tls": "none", "from": "duty@city.example",
                    "username": ["$env": "SMTP_USER"], "password": ["$env": "SMTP_PASSWORD"],
                ],
                "room": [
                    "kind": "webhook", "url": ["$file": "room-address"],
                    "secret": ["$env": "ROOM_SECRET"],
                ],
            ]
            rules.reach["anju-duty"] = [
                ["channel": "room"], StoryRules.mail("anju-duty", rules.domain),
            ]
        }
        try watcher.folder.write(address + "\n", to: "rules/room-address")
        return watcher
    }

    /// Returns the places where a secret appears: files of the watcher and the output of its
    /// commands.
    private func leaks(of watcher: WatcherProcess, told: [Program.Outcome]) throws -> [String] {
        var texts = told.map { ("a command", Data(($0.output + $0.errors).utf8)) }
        for (name, bytes) in try watcher.folder.files() where !name.hasPrefix("rules/") {
            texts.append((name, Data(bytes)))
        }
        return texts.flatMap { name, text in
            Self.forbidden.filter { text.range(of: Data($0.utf8)) != nil }.map { "\(name): \($0)" }
        }
    }

    /// Returns a mail server in one of three manners: accepting the password, rejecting it, or
    /// repeating all input.
    private func mailServer(that manner: String) throws -> TestServer {
        guard manner != "repeats" else {
            return try TestServer(
                "talk_server.py",
                ["--offers", "AUTH PLAIN", "--login", "duty", Self.password, "--echo"])
        }
        let password = manner == "right" ? Self.password : manner
        return try TestServer("smtp_server.py", ["--auth", "duty", password])
    }

    @Test(arguments: ["right", "another", "repeats"])
    func `no secret is in a log, an answer or the database`(password: String) async throws {
        let mail = try mailServer(that: password)
        let port = try Harness.webServer.get().port
        // This server answers 404 and repeats the requested address.
        let address = "http://127.0.0.1:\(port)/hooks/\(Self.token)?key=\(Self.token)"
        let watcher = try watcher(mail, address: address)
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("both ways were tried") {
            try await watcher.read { snapshot in
                try snapshot.deliveries(of: "i-1").count { !$0.attempts.isEmpty } >= 2
            }
        }
        let deliveries = try await watcher.read { try $0.deliveries(of: "i-1") }
        let answers = deliveries.flatMap(\.attempts).map(\.code)
        #expect(answers.contains(404))
        #expect(answers.contains(password == "right" ? 250 : 535))
        if password == "repeats" {
            let texts = deliveries.flatMap(\.attempts).map(\.text)
            #expect(texts.contains { $0.hasSuffix("bad credentials: AUTH PLAIN ***") }, "\(texts)")
        }
        var shown = [
            try await watcher.run("explain", "i-1"), try await watcher.run("list"),
            try await watcher.run("show", "i-1", "--format", "json"),
            try await watcher.run("watch", "--print-settings"),
            try await watcher.run("check"), try await watcher.run("send-test", "anju-duty"),
            try await watcher.run("deliveries"), try await watcher.run("deliveries", "--failed"),
            try await watcher.run("deliveries", "--format", "json"),
            try await watcher.run("try", "message", "i-1"),
        ]
        for delivery in deliveries {
            shown.append(try await watcher.run("explain", delivery.entry.id.text))
        }
        let refused = try #require(deliveries.first { $0.attempts.contains { $0.code == 404 } })
        shown.append(try await watcher.run("retry", refused.entry.id.text))
        // The exit status of `send-test` reports that the room refused the message.
        #expect(shown.allSatisfy { [0, 69].contains($0.status) }, "\(shown)")
        try await eventually("it was tried once more") {
            try await watcher.read { try $0.delivery(refused.entry.id)?.attempts.count ?? 0 > 1 }
        }
        shown.append(try await watcher.run("deliveries"))
        shown.append(try await watcher.stop())
        let leaks = try leaks(of: watcher, told: shown)
        #expect(leaks == [])
    }

    @Test func `a secret that is unfit is told by its name alone`() async throws {
        let mail = try TestServer("smtp_server.py")
        let watcher = try watcher(mail, address: "ftp://\(Self.token).example/")
        try await watcher.start()
        try watcher.drop(WatcherProcess.incident("i-1"))
        try await eventually("the operators are told") {
            try watcher.running().errors.contains("channel room: url must be an http")
        }
        let shown = [
            try await watcher.run("explain", "i-1"),
            try await watcher.run("send-test", "anju-duty"),
            try await watcher.stop(),
        ]
        #expect(shown[1].status == 78)
        let leaks = try leaks(of: watcher, told: shown)
        #expect(leaks == [])
    }
}
