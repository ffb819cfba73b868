import Calendars
import Cases
import Files
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

/// The examples in the pages for rule editors: each is valid, opens, and carries a message.
@Suite(.serialized) struct GuideTests {
    private static let folder =
        URL(filePath: testsFolder).deletingLastPathComponent().path
        + "/Sources/duebell/duebell.docc/Channels"

    /// A page, and the replacements for the servers it names.
    struct Page: Sendable, CustomTestStringConvertible {
        let name: String
        /// The replacements in the configuration's text for this machine.
        var changes: [(String, String)] = []
        /// The address of the addressee.
        var address: String?
        /// The channels whose delivery is tested elsewhere.
        var untried: Set<String> = []

        var testDescription: String { name }
    }

    private static let pages: [Page] = [
        Page(
            name: "Email",
            changes: [
                ("smtp://mail.city.example:587", "smtp://localhost:MAIL"),
                ("smtp://smtp.office.example:587", "smtp://localhost:TOKEN"),
                // The example trusts the system's authorities, which do not know this machine.
                (
                    "\"auth\": \"xoauth2\"",
                    "\"auth\": \"xoauth2\", \"authorities\": \"city-ca.pem\""
                ),
            ], address: "li-na@city.example"),
        Page(name: "Maildir", address: "li-na@city.example"),
        // Client certificate, pinned key and proxy are tested in WebhookOptionTests.
        Page(
            name: "Webhooks",
            changes: [
                ("http://hooks.intranet.example/duebell", "http://hook.localhost:WEB/status/200"),
                ("10.0.0.0/8", "127.0.0.0/8\", \"::1"),
                (
                    "https://board.city.example/api/messages",
                    "http://127.0.0.1:WEB/status/200?say=%7B%22result%22:%7B%22code%22:0%7D%7D"
                ),
            ], untried: ["ministry"]),
        Page(
            name: "SMS",
            changes: [
                (
                    "https://sms.gateway.example/send",
                    "http://127.0.0.1:WEB/status/200?say=%7B%22code%22:0%7D"
                )
            ], address: "+8613800000000"),
        Page(name: "Feishu"), Page(name: "DingTalk"), Page(name: "WeCom"), Page(name: "Slack"),
        Page(name: "Teams"), Page(name: "Discord"), Page(name: "Mattermost"),
        Page(name: "Telegram"),
        Page(
            name: "Ntfy",
            changes: [("https://ntfy.city.example/", "http://127.0.0.1:CHAT/ntfy/ok?")]),
        Page(
            name: "Gotify",
            changes: [
                ("https://gotify.city.example/message", "http://127.0.0.1:CHAT/gotify/ok?")
            ]),
        Page(
            name: "PagerDuty",
            changes: [
                (
                    "https://events.pagerduty.com/v2/enqueue",
                    "http://127.0.0.1:CHAT/pagerduty/ok?"
                )
            ]),
    ]

    /// The servers, and the files that the rules name.
    private struct Place {
        let chat: TestServer
        let web: TestServer
        let mail: TestServer
        let token: TestServer
        let rules: TestFolder

        init() throws {
            let presets = testsFolder + "/TransportsTests/Suites/chat/presets.json"
            chat = try TestServer("chat_server.py", [presets])
            web = try TestServer("http_server.py")
            rules = try TestFolder()
            let (certificate, key) = try makeCertificate(in: rules)
            mail = try TestServer(
                "smtp_server.py", ["--tls", certificate, key, "--auth", "duty", "s3cret-value"])
            token = try TestServer(
                "smtp_server.py",
                ["--tls", certificate, key, "--token", "duty@city.example", "t0k3n-t0k3n"])
            try rules.write("s3cret-value\n", to: "smtp-password")
            try rules.write("t0k3n-t0k3n\n", to: "smtp-token")
            try rules.write(rules.read("certificate.pem"), to: "city-ca.pem")
            for name in ["duty-room-new", "duty-room-old"] {
                try rules.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", to: name)
            }
        }

        func port(in text: String) -> String {
            [("CHAT", chat), ("WEB", web), ("MAIL", mail), ("TOKEN", token)].reduce(text) {
                $0.replacing(":\($1.0)", with: ":\($1.1.port)")
            }
        }

        /// Returns the values of the variables that a configuration names.
        func environment(for page: String, _ text: String) -> [String: String] {
            var values: [String: String] = [:]
            for part in text.split(separator: "\"$env\": \"").dropFirst() {
                let name = String(part.prefix { $0 != "\"" })
                values[name] = value(of: name, page)
            }
            return values
        }

        private func value(of name: String, _ page: String) -> String {
            if name == "PAGERDUTY_KEY" { return String(repeating: "R", count: 32) }
            if name == "SMTP_USERNAME" { return "duty" }
            guard name.hasSuffix("_URL") else {
                return name.hasSuffix("_TOKEN") ? "t0k3n-t0k3n" : "s3cret-value"
            }
            if page == "Webhooks" { return "http://127.0.0.1:\(web.port)/status/200" }
            let secret = ["Feishu", "DingTalk"].contains(page) ? "secret=s3cret-value&" : ""
            let token = page == "DingTalk" ? "access_token=t&" : ""
            return "http://127.0.0.1:\(chat.port)/\(page.lowercased())/ok?\(token)\(secret)"
        }

        /// Returns the number of messages the servers have received.
        func taken() throws -> Int {
            try [chat, web, mail, token].map { try $0.log().count }.reduce(0, +)
                + (rules.names(in: "state/post/li-na@city.example/new").count)
        }
    }

    private static func examples(of page: String) throws -> [String] {
        let text = try String(contentsOf: URL(filePath: "\(folder)/\(page).md"), encoding: .utf8)
        return text.split(separator: "```json\n").dropFirst().compactMap {
            $0.split(separator: "```").first.map(String.init)
        }
    }

    private static func read(_ example: String) -> RulebookReader.Outcome {
        let text =
            "{ \"settings\": { \"zone\": \"UTC\", \"operators\": [\"contact:x\"] }, "
            + "\"contacts\": { \"x\": { \"name\": \"X\", "
            + "\"reach\": [{ \"channel\": \"own\" }] } }, "
            + example.replacing(
                "\"channels\": {",
                with: "\"channels\": { \"own\": { \"kind\": \"webhook\", "
                    + "\"url\": \"https://own.example/\" }, ") + "}"
        return RulebookReader.read(
            documents: [RuleDocument(path: "a.json", bytes: Array(text.utf8))],
            zones: { $0 == "UTC" ? .utc : nil })
    }

    @Test(arguments: pages)
    func `every channel on a page is read as it stands`(page: Page) throws {
        let examples = try Self.examples(of: page.name)
        #expect(!examples.isEmpty, "a page without a configuration")
        for example in examples {
            let outcome = Self.read(example)
            let faults = outcome.diagnostics.filter {
                $0.diagnostic.severity == .error || $0.diagnostic.code == "url.private"
            }
            #expect(faults.map(\.description) == [])
            #expect(try #require(outcome.rulebook).channels.count >= 2)
        }
    }

    @Test(arguments: pages)
    func `every channel on a page carries a message`(page: Page) async throws {
        let (place, loop) = (try Place(), CurlLoop())
        var tried = 0
        for example in try Self.examples(of: page.name) {
            var text = example
            for (written, standIn) in page.changes {
                text = text.replacing(written, with: place.port(in: standIn))
            }
            let secrets = SecretReader(
                environment: place.environment(for: page.name, example),
                rulesFolder: place.rules.path)
            let factory = TransportFactory(
                loop: loop, secrets: secrets, stateFolder: place.rules.path + "/state",
                now: { sampleInstant })
            let channels = try #require(Self.read(text).rulebook).channels.values
            for channel in channels where channel.id.text != "own" {
                let transport = try factory.open(channel)
                guard !page.untried.contains(channel.id.text) else { continue }
                let before = try place.taken()
                let receipts = await transport.send(sampleMessage(to: [page.address]))
                #expect(receipts.first?.delivery != nil, "\(channel.id): \(receipts)")
                #expect(try place.taken() == before + 1, "\(channel.id) reached no server")
                tried += 1
            }
        }
        #expect(tried > 0)
        await loop.close()
    }

    @Test func `there is a page for every channel, and each is tried`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        let written = Set(files.map { $0.replacing(".md", with: "") })
        #expect(written == Set(Self.pages.map(\.name) + ["Channels", "Chat"]))
        for service in ChatChannel.Service.allCases {
            #expect(Self.pages.contains { $0.name.lowercased() == service.rawValue })
        }
    }

    @Test(arguments: pages)
    func `a page says how to try it and tells of every key it shows`(page: Page) throws {
        let text = try String(
            contentsOf: URL(filePath: "\(Self.folder)/\(page.name).md"), encoding: .utf8)
        #expect(text.contains("duebell send-test"))
        for example in try Self.examples(of: page.name) {
            let value = try JSONReader.read(Array("{\(example)}".utf8))
            let channels = (value["channels"]?.object?.members ?? []).map(\.value)
            let keys = channels.flatMap { $0.object?.members ?? [] }.map(\.key)
            for key in keys where key != "kind" {
                let isTold = text.contains("`\(key)`")
                #expect(isTold, "\(key) is not told")
            }
        }
    }
}
