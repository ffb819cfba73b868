import Cases
import Deliveries
import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// Servers that repeat the request, and receipts that must not.
@Suite(.serialized) struct RedactionTests {
    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    // MARK: Mail

    @Test(arguments: ["pa55-Wort-🔔-geheim", "kurz", "with spaces: and \"quotes\""])
    func `a mail server that repeats how we log in is not repeated`(
        password: String
    ) async throws {
        for offer in ["PLAIN", "LOGIN"] {
            let server = try TestServer(
                "talk_server.py",
                ["--offers", "AUTH \(offer)", "--login", "duty@city.example", password, "--echo"])
            let channel = EmailChannel(
                servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
                from: "duty@city.example", username: .literal("duty@city.example"),
                password: .environment("PASSWORD"))
            let transport = try openTransport(
                .email(channel), environment: ["PASSWORD": password])
            let answer = try #require(
                await transport.send(sampleMessage(to: ["a@a.example"])).first?.deferral)
            #expect(answer.code == 535, "\(answer)")
            #expect(answer.text.contains("AUTH \(offer)") && answer.text.contains("***"))
            let said = try server.log().compactMap { $0["said"]?.string }
            let shown = offer == "PLAIN" ? "\0duty@city.example\0" + password : password
            #expect(said.contains { $0.contains(Self.base64(shown)) })
            for secret in [password, Self.base64(password), Self.base64(shown)] {
                #expect(!answer.text.contains(secret))
            }
        }
    }

    @Test(arguments: [1, 30])
    func `a token that a server repeats in part is hidden as far as it goes`(
        count: Int
    ) async throws {
        let token = String(repeating: "t0k3n-", count: count)
        let server = try TestServer(
            "talk_server.py", ["--offers", "AUTH XOAUTH2", "--login", "duty", token])
        let folder = try TestFolder()
        try folder.write(token, to: "token")
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
            from: "duty@city.example", auth: .xoauth2, username: .literal("duty"),
            token: .file("token"))
        let transport = try openTransport(.email(channel), rulesFolder: folder.path)
        let answer = try #require(
            await transport.send(sampleMessage(to: ["a@a.example"])).first?.deferral)
        #expect(answer.code == 535)
        #expect(answer.text.hasSuffix("AUTH XOAUTH2 ***"), "\(answer)")
    }

    @Test(arguments: [
        ("550 5.7.1 smtp://duty:p%20w%2Fd@host is not let in", true),
        ("550 5.7.1 smtp://duty:p w/d@host is not let in", true),
        ("451-4.7.1 AGR1d\n451 HkAcCB3L2Q is what you said", true),
        ("550 5.7.1 sender not welcome", false),
    ])
    func `whatever a server answers later has no password in it either`(
        reply: String, isHidden: Bool
    ) async throws {
        let server = try TestServer(
            "talk_server.py",
            ["--offers", "AUTH PLAIN", "--login", "duty", "p w/d", "--mail", reply])
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
            from: "duty@city.example", username: .literal("duty"), password: .environment("P"))
        let transport = try openTransport(.email(channel), environment: ["P": "p w/d"])
        let receipt = try #require(
            await transport.send(sampleMessage(to: ["a@a.example"])).first)
        #expect(receipt.answer.text.contains("***") == isHidden, "\(receipt)")
        #expect(receipt.answer.text.contains("not") == !reply.hasPrefix("451"))
        for secret in ["p w/d", "p%20w%2Fd", "HkAcCB3L2Q"] {
            #expect(!receipt.answer.text.contains(secret))
        }
    }

    // MARK: Webhooks

    @Test(arguments: [
        ("Bearer abcdefghijklmnop", "abcdefghijklmnop"), ("Bearer abc", "abc"),
        ("Token token=\"q1w2e3r4\", nonce=\"n0nc3\"", "q1w2e3r4"), ("k3y", "k3y"),
        ("Basic ZHV0eTpwYTU1", "pa55"), ("Basic ZHV0eTpwYTU1", "duty:pa55"),
        ("Basic ZHV0eTpwYTU1", "ZHV0eTpwYTU1"),
        ("Bearer abcdefghijklmnop", "YWJjZGVmZ2hpamtsbW5vcA"),
        ("Bearer a/b+c", "a%2Fb%2Bc"),
    ])
    func `the words of a line of the head are hidden, whatever their length`(
        value: String, word: String
    ) async throws {
        let folder = try TestFolder()
        let server = try TestServer(
            arguments: [TestServer.script("words_server.py"), "no good: <\(word)>."],
            folder: folder)
        let channel = WebhookChannel(
            url: .literal("http://127.0.0.1:\(server.port)/"),
            headers: [.init(name: "Authorization", value: .environment("KEY"))])
        let transport = try openTransport(.webhook(channel), environment: ["KEY": value])
        let receipt = try #require(await transport.send(sampleMessage(to: [nil])).first)
        #expect(receipt.refusal?.text == "no good: <***>.")
        // A value written openly in the rulebook is no secret, and its short words stay readable.
        let open = WebhookChannel(
            url: .literal("http://127.0.0.1:\(server.port)/"),
            headers: [.init(name: "X-City", value: .literal("good"))])
        let answer = try #require(
            await (try openTransport(.webhook(open))).send(sampleMessage(to: [nil])).first)
        #expect(answer.refusal?.text == "no good: <\(word)>.")
    }

    @Test func `a proxy's user and password are not told`() async throws {
        let channel = WebhookChannel(
            url: .literal("http://hook.invalid/"),
            connection: WebConnection(proxy: .environment("PROXY")))
        let server = try TestServer(
            arguments: [
                TestServer.script("words_server.py"), "dut:sup3r/x and sup3r%2Fx and sup3r/x",
            ], folder: TestFolder())
        let proxy = "http://dut:sup3r%2Fx@127.0.0.1:\(server.port)"
        let transport = try openTransport(.webhook(channel), environment: ["PROXY": proxy])
        let answer = try #require(await transport.send(sampleMessage(to: [nil])).first).answer
        #expect(answer.code == 403)
        #expect(answer.text == "*** and *** and ***")
    }

    @Test(arguments: [
        ("http://u:sup3rsecret@127.0.0.1:99999", "with a port of 1 to 65535"),
        ("http://u:sup3rsecret@127.0.0.1:0", "with a port of 1 to 65535"),
        ("http://u%00b:sup3rsecret@127.0.0.1:81", "of printable characters"),
        ("http://u:sup3rsecret%0A@127.0.0.1:81", "of printable characters"),
        ("http://u:sup3rsecret%1f@127.0.0.1:81", "of printable characters"),
        ("http://u:sup3rsecret@127.0.0.1:81x", "http://HOST:PORT"),
    ])
    func `a proxy that libcurl would leave out is found when the channel opens`(
        proxy: String, expected: String
    ) throws {
        let channel = WebhookChannel(
            url: .literal("http://hook.invalid/"),
            connection: WebConnection(proxy: .environment("PROXY")))
        let error = #expect(throws: TransportError.self) {
            try openTransport(.webhook(channel), environment: ["PROXY": proxy])
        }
        let text = error.map(\.description) ?? ""
        #expect(text.hasPrefix("proxy must be ") && text.contains(expected), "\(text)")
        #expect(!text.contains("sup3rsecret"))
    }
}
