import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

/// The options of a webhook other than its address.
@Suite(.serialized) struct WebhookOptionTests {
    private static let server = Result { try TestServer("http_server.py") }

    private func send(
        by channel: WebhookChannel, _ message: Message = sampleMessage(to: [nil]),
        environment: [String: String] = [:], rulesFolder: String = "/nowhere",
        loop: CurlLoop = CurlLoop()
    ) async throws -> Receipt {
        let transport = try openTransport(
            .webhook(channel), environment: environment, rulesFolder: rulesFolder, loop: loop)
        return try #require(await transport.send(message).first)
    }

    private func url(_ path: String, host: String = "127.0.0.1") throws -> SecretReference {
        .literal("http://\(host):\(try Self.server.get().port)\(path)")
    }

    private func request(to path: String) throws -> JSON {
        try #require(
            try Self.server.get().log().last { $0["path"]?.string?.contains(path) == true })
    }

    @Test func `while one secret replaces another both sign, the newer first`() async throws {
        let secrets = [
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_" + String(repeating: "QUFB", count: 8),
        ]
        let channel = WebhookChannel(
            url: try url("/status/200?rotate"), secrets: secrets.map { .literal($0) })
        #expect(try await send(by: channel).delivery?.code == 200)
        let request = try request(to: "?rotate")
        let body = Array((request["body"]?.string ?? "").utf8)
        let signatures = try secrets.map { secret in
            try #require(WebhookSigner(Secret(secret))).signature(
                id: "grp_1_0", timestamp: 1_778_573_160, body: body)
        }
        #expect(
            request["headers"]?["webhook-signature"]?.string == signatures.joined(separator: " "))
    }

    @Test func `further lines of the head may be secret, and a body may be put`() async throws {
        let channel = WebhookChannel(
            url: try url("/status/404?say=T0k3n-T0k3n"), method: .put,
            headers: [
                .init(name: "X-Key", value: .environment("KEY")),
                .init(name: "X-City", value: .literal("Anju")),
            ])
        let receipt = try await send(by: channel, environment: ["KEY": "T0k3n-T0k3n"])
        let hidden = Receipt.Answer(code: 404, text: "***", scope: .channel)
        #expect(receipt == .refused(hidden))
        let request = try request(to: "T0k3n-T0k3n")
        #expect(request["method"] == "PUT")
        #expect(request["headers"]?["x-key"] == "T0k3n-T0k3n")
        #expect(request["headers"]?["x-city"] == "Anju")
    }

    @Test func `a line of the head that would be two is found when the channel opens`() throws {
        let channel = WebhookChannel(
            url: .literal("http://127.0.0.1/"),
            headers: [.init(name: "X-Key", value: .environment("KEY"))])
        #expect(throws: TransportError.self) {
            try openTransport(.webhook(channel), environment: ["KEY": "a\r\nX-Evil: 1"])
        }
    }

    @Test func `a body of one's own is filled, and its reply judged as asked`() async throws {
        let body = OwnBody(
            template: try BodyTemplate(["to": "{{to.address}}", "say": "! {{message.subject}}"]),
            success: .init(path: ["code"], value: 0))
        let message = sampleMessage(to: ["139"], subject: "\"}, \"x\": 1")
        for (reply, expected) in [
            ("%7B%22code%22:0%7D", "delivered"), ("%7B%22code%22:%220%22%7D", "delivered"),
            ("%7B%22code%22:7%7D", "refused"), ("hello", "deferred"), ("%7B%7D", "deferred"),
        ] {
            let channel = WebhookChannel(
                url: try url("/status/200?say=\(reply)"), form: .own(body))
            let receipt = try await send(by: channel, message)
            #expect("\(receipt)".hasPrefix(expected), "\(reply): \(receipt)")
        }
        let sent = try JSONReader.read(
            Array((try request(to: "code%22:7%7D")["body"]?.string ?? "").utf8))
        #expect(sent == ["to": "139", "say": "! \"}, \"x\": 1"])
    }

    @Test func `a form is sent as forms are`() async throws {
        let body = OwnBody(
            template: try BodyTemplate(["to": "{{to.address}}", "text": "{{message.text}}", "n": 1]
            ),
            encoding: .form, segments: 1)
        let channel = WebhookChannel(url: try url("/status/200?form"), form: .own(body))
        let message = sampleMessage(to: ["+86 139"], subject: "a&b=c", text: "迟到 €")
        #expect(try await send(by: channel, message).delivery?.code == 200)
        let request = try request(to: "?form")
        #expect(request["headers"]?["content-type"] == "application/x-www-form-urlencoded")
        #expect(
            request["body"]?.string
                == "to=%2B86+139&text=a%26b%3Dc%0A%E8%BF%9F%E5%88%B0+%E2%82%AC&n=1")
    }
}

// MARK: Short messages

extension WebhookOptionTests {
    @Test(arguments: ["{{message.short}}", "{{message.text}}", "Duty: {{message.short}} (reply T)"])
    func `segments bound whatever text a body holds`(template: String) async throws {
        let body = OwnBody(
            template: try BodyTemplate(["to": "{{to.address}}", "text": .string(template)]),
            segments: 1)
        let marker = "segments\(template.utf8.count)"
        let channel = WebhookChannel(url: try url("/status/200?\(marker)"), form: .own(body))
        var message = sampleMessage(
            to: ["139"], subject: "s · t", text: String(repeating: "word ", count: 200))
        message[.short] = String(repeating: "short — ", count: 90)
        #expect(try await send(by: channel, message).delivery?.code == 200)
        let sent = try JSONReader.read(
            Array((try request(to: "?" + marker)["body"]?.string ?? "").utf8))
        let text = try #require(sent["text"]?.string)
        #expect(SMSText.segments(of: text, isPlain: true) == 1)
        #expect(text.utf8.count == 160 && text.utf8.allSatisfy { $0 < 0x80 }, "\(text)")
        #expect(text.hasSuffix("(reply T)") == template.hasSuffix("(reply T)"))
    }
}

// MARK: Allowed addresses

extension WebhookOptionTests {
    @Test func `a name that leads to this machine is not followed unless allowed`() async throws {
        // libcurl resolves names below localhost itself: RFC 6761 section 6.3.
        let target = try url("/status/200?inside", host: "hook.localhost")
        let receipt = try await send(by: WebhookChannel(url: target))
        let text = try #require(receipt.refusal?.text)
        #expect(text.hasPrefix("hook.localhost leads to "))
        #expect(text.contains("\"allowPrivate\""))
        let came = try Self.server.get().log().filter { $0["path"] == "/status/200?inside" }
        #expect(came == [])
        let all = WebhookChannel(url: target, connection: WebConnection(reach: .all))
        #expect(try await send(by: all).delivery?.code == 200)
        let ranges = ["127.0.0.0/8", "::1"].compactMap { NetworkRange($0) }
        let some = WebhookChannel(url: target, connection: WebConnection(reach: .within(ranges)))
        #expect(try await send(by: some).delivery?.code == 200)
    }

    @Test func `a connection another channel may use is not borrowed`() async throws {
        let loop = CurlLoop()
        let target = try url("/status/200", host: "hook.localhost")
        let all = WebhookChannel(url: target, connection: WebConnection(reach: .all))
        #expect(try await send(by: all, loop: loop).delivery?.code == 200)
        #expect(try await send(by: WebhookChannel(url: target), loop: loop).refusal?.code == 0)
    }

    @Test(arguments: [
        "10.255.255.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]", "2852039166",
    ])
    func `an address of a private network is refused at once`(host: String) async throws {
        let channel = WebhookChannel(url: .literal("http://\(host):81/hook"))
        let receipt = try await send(by: channel)
        #expect(receipt.refusal?.text.contains("which is not public") == true, "\(receipt)")
    }

    @Test func `this machine's address of version 6 is meant too`() async throws {
        // Nobody listens there, as the attempt shows.
        let channel = WebhookChannel(url: .literal("http://[::1]:1/"))
        #expect(try await send(by: channel).deferral?.code == 0)
    }

    @Test func `localhost by its name is meant`() async throws {
        let channel = WebhookChannel(url: try url("/status/200", host: "localhost"))
        #expect(try await send(by: channel).delivery?.code == 200)
    }

    @Test func `a proxy is asked when the channel names one`() async throws {
        let proxy = "http://127.0.0.1:\(try Self.server.get().port)"
        let channel = WebhookChannel(
            url: .literal("http://hook.invalid/status/200?proxied"),
            connection: WebConnection(proxy: .literal(proxy)))
        #expect(try await send(by: channel).delivery?.code == 200)
        #expect(try request(to: "?proxied")["path"] == "http://hook.invalid/status/200?proxied")
        let bad = WebhookChannel(
            url: .literal("http://hook.invalid/"),
            connection: WebConnection(proxy: .literal("ftp://x")))
        #expect(throws: TransportError.self) { try openTransport(.webhook(bad)) }
    }
}

extension WebhookOptionTests {
    @Test(arguments: [
        "169.254.169.254", "2852039166", "0xA9FEA9FE", "169.254.43518", "[fd00::1]", "10.1.2.3",
    ])
    func `a proxy is not asked for an address of a private network`(host: String) async throws {
        let proxy = SecretReference.literal("http://127.0.0.1:\(try Self.server.get().port)")
        // libcurl writes addresses in its own way, so a mark identifies the request.
        let mark = "by-proxy-\(host.utf8.count)-\(host.utf8.first ?? 0)"
        let url = SecretReference.literal("http://\(host)/status/200?\(mark)&")
        func came() throws -> Int {
            try Self.server.get().log().count {
                $0["path"]?.string?.contains("?\(mark)&") == true
            }
        }
        let closed = WebhookChannel(url: url, connection: WebConnection(proxy: proxy))
        let receipt = try await send(by: closed)
        #expect(receipt.refusal?.text.contains("which is not public") == true, "\(receipt)")
        #expect(receipt.answer.scope == .channel)
        #expect(try came() == 0)
        let open = WebhookChannel(url: url, connection: WebConnection(proxy: proxy, reach: .all))
        #expect(try await send(by: open).delivery?.code == 200)
    }

    @Test func `with a SOCKS proxy it is the proxy that looks names up`() async throws {
        let server = try TestServer(
            arguments: [TestServer.script("socks_server.py")], folder: TestFolder())
        for scheme in ["socks5", "socks5h"] {
            let channel = WebhookChannel(
                url: .literal("http://hook.localhost:81/"),
                connection: WebConnection(proxy: .literal("\(scheme)://127.0.0.1:\(server.port)")))
            _ = try await send(by: channel)
            #expect(server.nextLine() == "name hook.localhost")
        }
    }
}

// MARK: TLS

extension WebhookOptionTests {
    /// Returns the pin of a certificate's key, computed as its owner would.
    private func pin(of certificate: String) throws -> String {
        let script =
            "openssl x509 -in \(certificate) -pubkey -noout | openssl pkey -pubin -outform der "
            + "| openssl dgst -sha256 -binary | openssl base64 -A"
        return "sha256//" + String(decoding: try run("/bin/sh", ["-c", script]), as: UTF8.self)
    }

    private func answer(_ connection: WebConnection, at server: TestServer) async throws -> Receipt
    {
        let url = SecretReference.literal("https://localhost:\(server.port)/status/200")
        return try await send(
            by: WebhookChannel(url: url, connection: connection), rulesFolder: server.folder.path)
    }

    @Test func `only the key that is pinned will do`() async throws {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let server = try TestServer("http_server.py", [certificate, key])
        let right = try pin(of: certificate)
        let wrong = "sha256//" + String(repeating: "A", count: 43) + "="
        let one = WebConnection(authorities: certificate, pinnedKeys: [right])
        #expect(try await answer(one, at: server).delivery?.code == 200)
        let two = WebConnection(authorities: certificate, pinnedKeys: [wrong, right])
        #expect(try await answer(two, at: server).delivery?.code == 200)
        let none = WebConnection(authorities: certificate, pinnedKeys: [wrong])
        let receipt = try await answer(none, at: server)
        #expect(receipt.deferral?.text.contains("public key") == true, "\(receipt)")
    }

    @Test func `a server that asks who we are is shown the certificate`() async throws {
        let (ours, theirs) = (try TestFolder(), try TestFolder())
        let (certificate, key) = try makeCertificate(in: theirs)
        let (client, clientKey) = try makeCertificate(in: ours)
        let server = try TestServer("http_server.py", [certificate, key, client])
        let nameless = WebConnection(authorities: certificate)
        #expect(try await answer(nameless, at: server).deferral?.code == 0)
        let known = WebConnection(
            authorities: certificate, clientCertificate: client, clientKey: clientKey)
        #expect(try await answer(known, at: server).delivery?.code == 200)
    }
}

// MARK: Connections

extension WebhookOptionTests {
    @Test func `a connection is not used by a channel that trusts others`() async throws {
        let (ours, other) = (try TestFolder(), try TestFolder())
        let (certificate, key) = try makeCertificate(in: ours)
        let stranger = try makeCertificate(in: other).certificate
        let server = try TestServer("http_server.py", [certificate, key])
        let loop = CurlLoop()
        func send(_ connection: WebConnection) async throws -> Receipt {
            let url = SecretReference.literal("https://localhost:\(server.port)/status/200")
            return try await self.send(
                by: WebhookChannel(url: url, connection: connection), loop: loop)
        }
        let wrong = "sha256//" + String(repeating: "A", count: 43) + "="
        for _ in 0..<2 {
            #expect(try await send(WebConnection(authorities: certificate)).delivery?.code == 200)
            #expect(try await send(WebConnection(authorities: stranger)).deferral?.code == 0)
            #expect(try await send(WebConnection()).deferral?.code == 0)
            let pinned = WebConnection(authorities: certificate, pinnedKeys: [wrong])
            #expect(try await send(pinned).deferral?.code == 0)
        }
        // The connection of the first channel is kept, so the others did not use it.
        #expect(Set(try server.log().map { $0["peer"] }).count == 1)
    }

    @Test func `a connection is not used by a channel that is somebody else`() async throws {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let server = try TestServer("http_server.py", [certificate, key, certificate])
        let loop = CurlLoop()
        let url = SecretReference.literal("https://localhost:\(server.port)/status/200")
        let known = WebConnection(
            authorities: certificate, clientCertificate: certificate, clientKey: key)
        for _ in 0..<2 {
            let ours = try await send(by: WebhookChannel(url: url, connection: known), loop: loop)
            #expect(ours.delivery?.code == 200, "\(ours)")
            let nobody = WebConnection(authorities: certificate)
            let theirs = try await send(
                by: WebhookChannel(url: url, connection: nobody), loop: loop)
            #expect(theirs.deferral?.code == 0, "\(theirs)")
        }
        #expect(Set(try server.log().map { $0["peer"] }).count == 1)
    }
}
