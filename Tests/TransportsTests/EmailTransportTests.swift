import Calendars
import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct EmailTransportTests {
    private static let plain = Result { try TestServer("smtp_server.py") }

    private func channel(
        _ server: TestServer, scheme: String = "smtp", tls: EmailChannel.TLS = .none,
        from: String = "duty@city.example", user: String? = nil, password: String? = nil,
        authorities: String? = nil
    ) -> Channel.Kind {
        .email(
            EmailChannel(
                servers: [.literal("\(scheme)://localhost:\(server.port)")], tls: tls, from: from,
                fromName: "Duty", username: user.map { .literal($0) },
                password: password.map { .literal($0) }, authorities: authorities))
    }

    /// Sends through the server without TLS.
    private func send(
        to addresses: [String?], id: String = "m", from: String = "duty@city.example",
        limits: TransferLimits = TransferLimits()
    ) async throws -> [Receipt] {
        let channel = channel(try Self.plain.get(), from: from)
        let message = sampleMessage(id: id, to: addresses)
        return await (try openTransport(channel, limits: limits)).send(message)
    }

    private func mails(to address: String, at server: TestServer? = nil) throws -> [JSON] {
        let server = try server ?? Self.plain.get()
        return try server.log().filter { $0["to"]?.array?.contains(.string(address)) == true }
    }

    @Test func `a group is sent in one transaction and the queue id kept`() async throws {
        let receipts = try await send(to: ["one@a.example", "two@b.example"])
        let answer = Receipt.Answer(code: 250, text: "2.0.0 Ok: queued as 4Zx7Qk")
        #expect(receipts == [.delivered(answer), .delivered(answer)])
        let mail = try #require(try mails(to: "one@a.example").first)
        #expect(mail["to"] == ["one@a.example", "two@b.example"])
        #expect(mail["from"] == "duty@city.example")
        #expect(mail["greeting"]?.string?.isEmpty == false)
    }

    @Test func `lines that begin with a dot arrive as they were`() async throws {
        let transport = try openTransport(channel(try Self.plain.get()))
        let message = sampleMessage(to: ["dots@a.example"], text: "one\n.\n..two\n.three")
        #expect(await transport.send(message).map(\.delivery?.code) == [250])
        let data = try #require(try mails(to: "dots@a.example").first?["data"]?.string)
        let mail = String(decoding: Data(base64Encoded: data) ?? Data(), as: UTF8.self)
        #expect(mail.contains("\r\n\r\none\r\n.\r\n..two\r\n.three\r\n"))
    }

    @Test func `a recipient who is refused does not stop the others`() async throws {
        let receipts = try await send(
            to: ["rcpt550@a.example", "good@a.example", "rcpt451@a.example", "rcpt552@a.example"])
        let text = "recipient: 5.1.1 no such mailbox 5.1.1 <rcpt550@a.example> is unknown here"
        #expect(receipts[0] == .refused(Receipt.Answer(code: 550, text: text)))
        #expect(receipts[1].delivery?.code == 250)
        #expect(receipts[2].deferral?.code == 451)
        #expect(receipts[3].refusal?.code == 552)
        #expect(try mails(to: "good@a.example").first?["to"] == ["good@a.example"])
    }

    @Test func `more recipients than a server takes at once get transactions of their own`()
        async throws
    {
        let people = (1...8).map { "crowd\($0)@d.example" }
        let receipts = try await send(
            to: people.prefix(4) + ["full@d.example"] + people.dropFirst(4))
        #expect(
            receipts.map { $0.delivery?.code } == [250, 250, 250, 250, nil, 250, 250, 250, 250])
        #expect(receipts[4].refusal?.text == "recipient: 5.2.2 mailbox full")
        let groups = try people.map { try #require(try mails(to: $0).first?["to"]?.array?.count) }
        #expect(groups == [3, 3, 3, 3, 3, 3, 2, 2])
    }

    private func senders(
        _ addressing: EmailChannel.Addressing, _ domain: String, outside: Set<Int>
    ) async throws -> [[String]] {
        let server = try Self.plain.get()
        let channel = EmailChannel(
            servers: [.literal("smtp://localhost:\(server.port)")], tls: .none,
            from: "duty@city.example", addressing: addressing)
        let message = Message(
            id: Message.ID("grp_\(domain)"), incident: "i-1",
            addressees: (0..<4).map { index in
                Message.Addressee(
                    delivery: Delivery.ID("\(domain)_\(index)"), name: "",
                    address: "p\(index)@\(domain)", isOutside: outside.contains(index))
            },
            language: .english, subject: "s", text: "t", html: "h", type: "incident.over",
            data: [:], decidedAt: sampleInstant, zone: .utc)
        let receipts = await (try openTransport(.email(channel))).send(message)
        #expect(receipts.map { $0.delivery?.code } == [250, 250, 250, 250])
        return try (0..<4).map { index in
            let mail = try #require(try mails(to: "p\(index)@\(domain)").last)
            let data = Data(base64Encoded: mail["data"]?.string ?? "") ?? Data()
            let head = String(decoding: data, as: UTF8.self)
            return (0..<4).map { "p\($0)@\(domain)" }.filter { head.contains($0) }
        }
    }

    @Test func `each sees the addresses of those inside, and nobody one of those outside`()
        async throws
    {
        let seen = try await senders(.together, "mixed.example", outside: [1, 3])
        #expect(
            seen == [
                ["p0@mixed.example", "p2@mixed.example"], ["p1@mixed.example"],
                ["p0@mixed.example", "p2@mixed.example"], ["p3@mixed.example"],
            ])
        let alone = try await senders(.each, "each.example", outside: [])
        #expect(alone == (0..<4).map { ["p\($0)@each.example"] })
    }

    @Test func `with every recipient refused each hears why`() async throws {
        let receipts = try await send(to: ["rcpt550@b.example", "rcpt450@b.example"])
        #expect(receipts[0].refusal?.code == 550)
        #expect(receipts[1].deferral?.code == 450)
    }

    @Test func `what is no address is refused alone and never reaches the server`() async throws {
        let hostile = "x@a.example>\r\nRCPT TO:<evil@b.example"
        let addresses = [hostile, nil, "Bob <b@x.example>", "fine@c.example", "", "a@b@"]
        let receipts = try await send(to: addresses)
        #expect(receipts.map { $0.refusal?.code } == [0, 0, 0, nil, 0, 0])
        #expect(try mails(to: "fine@c.example").first?["to"] == ["fine@c.example"])
        #expect(try await send(to: [hostile]).map(\.refusal?.code) == [0])
    }

    @Test func `a text that is refused is refused for all who were accepted`() async throws {
        let receipts = try await send(
            to: ["data554@a.example", "other@d.example", "rcpt451@a.example"])
        #expect(receipts[0].refusal?.code == 554)
        #expect(receipts[1].refusal?.text == "message: 5.6.0 this text is not wanted")
        #expect(receipts[2].deferral?.code == 451)
    }

    @Test func `a text that is not taken now is deferred`() async throws {
        #expect(try await send(to: ["data452@a.example"]).map(\.deferral?.code) == [452])
    }

    @Test func `a sender who is refused is refused for all`() async throws {
        let receipts = try await send(
            to: ["a@e.example", "b@e.example"], from: "mail550@city.example")
        #expect(receipts.map(\.refusal?.code) == [550, 550])
        let later = try await send(to: ["a@e.example"], from: "mail451@city.example")
        #expect(later.map(\.deferral?.code) == [451])
    }

    @Test func `a connection closed amid the text is deferred`() async throws {
        let receipts = try await send(to: ["go354close@a.example", "rcpt550@a.example"])
        #expect(receipts[0].deferral?.code == 0)
        #expect(receipts[1].refusal?.code == 550)
    }

    @Test func `a server that falls silent is deferred in time`() async throws {
        let receipts = try await send(to: ["hang@a.example"], limits: shortLimits)
        #expect(receipts.map(\.deferral?.code) == [0])
    }

    @Test func `a port nobody listens on is deferred`() async throws {
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:1")], tls: .none, from: "a@b.example")
        let receipts = try await openTransport(.email(channel)).send(
            sampleMessage(to: ["a@a.example", nil]))
        #expect(receipts[0].deferral?.code == 0)
        #expect(receipts[1].refusal != nil)
    }

    @Test(arguments: [421, 554])
    func `a server that wants no talk is deferred`(code: Int) async throws {
        let arguments = [TestServer.script("line_server.py"), "\(code) not today"]
        let server = try TestServer(arguments: arguments, folder: TestFolder())
        let receipts = await (try openTransport(channel(server))).send(
            sampleMessage(to: ["a@a.example"]))
        #expect(receipts.map(\.deferral?.code) == [code])
        #expect(receipts.map(\.answer.text) == ["before the message: not today"])
    }

    @Test func `connections are kept from one message to the next`() async throws {
        // However busy the machine is, the idle connection must not time out.
        let limits = TransferLimits(whole: .seconds(300), idle: .seconds(600))
        let transport = try openTransport(channel(try Self.plain.get()), limits: limits)
        for number in 0..<3 {
            let address = "rcpt550@\(number).example"
            let receipts = await transport.send(
                sampleMessage(to: ["kept\(number)@a.example", address]))
            #expect(receipts.map { $0.answer.code } == [250, 550])
        }
        let peers = try (0..<3).map { try mails(to: "kept\($0)@a.example").first?["peer"]?.integer }
        #expect(peers[0] != nil)
        #expect(Set(peers).count == 1)
    }

    @Test func `only an address beyond ASCII asks for SMTPUTF8`() async throws {
        #expect(try await send(to: ["用户@例子.example"]).map(\.delivery?.code) == [250])
        #expect(try await send(to: ["plain8@a.example"]).map(\.delivery?.code) == [250])
        let foreign = try Self.plain.get().log().first {
            $0["to"]?.array?.first?.string?.hasPrefix("用户@") == true
        }
        #expect(foreign?["options"]?.array?.contains("SMTPUTF8") == true)
        let plain = try mails(to: "plain8@a.example").first
        #expect(plain?["options"]?.array?.contains("SMTPUTF8") == false)
    }
}

extension EmailTransportTests {
    @Test func `TLS that is required but not offered is deferred and said`() async throws {
        let transport = try openTransport(channel(try Self.plain.get(), tls: .required))
        let receipts = await transport.send(sampleMessage(to: ["secure@a.example"]))
        let text = "the mail server offers no TLS, which the channel requires"
        #expect(receipts == [.deferred(Receipt.Answer(code: 0, text: text), after: nil)])
        #expect(try mails(to: "secure@a.example").isEmpty)
    }

    @Test func `opportunistic sends in the clear where TLS is not offered`() async throws {
        let transport = try openTransport(channel(try Self.plain.get(), tls: .opportunistic))
        let receipts = await transport.send(sampleMessage(to: ["maybe@a.example"]))
        #expect(receipts.map(\.delivery?.code) == [250])
    }

    @Test(arguments: ["smtp", "smtps"])
    func `a server is trusted by the authorities the channel names alone`(
        scheme: String
    ) async throws {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let options = ["--tls", certificate, key] + (scheme == "smtps" ? ["--smtps"] : [])
        let server = try TestServer("smtp_server.py", options)
        let message = sampleMessage(to: ["rcpt550@a.example", "tls@a.example"])
        let stranger = try openTransport(channel(server, scheme: scheme, tls: .required))
        #expect(await stranger.send(message).map(\.deferral?.code) == [0, 0])
        let trusting = channel(
            server, scheme: scheme, tls: .required, authorities: "certificate.pem")
        let known = try openTransport(trusting, rulesFolder: folder.path)
        #expect(await known.send(message).map(\.answer.code) == [550, 250])
        let mails = try mails(to: "tls@a.example", at: server)
        #expect(mails.count == 1)
        // The server records only STARTTLS.
        #expect(mails.first?["tls"] == .bool(scheme == "smtp"))
    }

    @Test func `a password is shown to the server and its refusal is deferred`() async throws {
        let server = try TestServer("smtp_server.py", ["--auth", "duty", "s3cret"])
        let message = sampleMessage(to: ["rcpt550@a.example", "auth@a.example"])
        let right = try openTransport(channel(server, user: "duty", password: "s3cret"))
        #expect(await right.send(message).map(\.answer.code) == [550, 250])
        for password in ["wrong", nil] {
            let wrong = try openTransport(channel(server, user: "duty", password: password))
            let receipts = await wrong.send(message)
            #expect(receipts.map(\.deferral?.code) == [535, 535])
            let text = try #require(receipts.first?.answer.text)
            #expect(
                text.hasPrefix("the mail server does not take the user name and password or token:")
            )
        }
        let nameless = try openTransport(channel(server))
        #expect(await nameless.send(message).map(\.deferral?.code) == [530, 530])
    }

    @Test func `a token that is renewed beside us is shown as it then is`() async throws {
        let server = try TestServer("smtp_server.py", ["--token", "duty", "t0k3n-2"])
        let folder = try TestFolder()
        let channel = EmailChannel(
            servers: [.literal("smtp://localhost:\(server.port)")], tls: .none,
            from: "duty@city.example", auth: .xoauth2, username: .literal("duty"),
            token: .file("token"))
        try folder.write("t0k3n-1\n", to: "token")
        let transport = try openTransport(.email(channel), rulesFolder: folder.path)
        let message = sampleMessage(to: ["token@a.example"])
        let old = await transport.send(message)
        #expect(old.map(\.deferral?.code) == [535], "\(old)")
        try folder.write("t0k3n-2\n", to: "token")
        #expect(await transport.send(message).map(\.delivery?.code) == [250])
        try FileManager.default.removeItem(atPath: folder.path + "/token")
        let gone = await transport.send(message)
        #expect(gone.first?.deferral?.text.contains("token cannot be read") == true, "\(gone)")
    }

    @Test func `servers are tried in order until one takes the message`() async throws {
        let refusing = try TestServer(
            arguments: [TestServer.script("line_server.py"), "421 not today"], folder: TestFolder())
        let taking = try TestServer("smtp_server.py")
        let unused = try TestServer("smtp_server.py")
        func channel(_ ports: [Int], from: String = "duty@city.example") -> Channel.Kind {
            .email(
                EmailChannel(
                    servers: ports.map { .literal("smtp://127.0.0.1:\($0)") }, tls: .none,
                    from: from))
        }
        let message = sampleMessage(to: ["rcpt550@a.example", "next@a.example"])
        let ports = [1, refusing.port, taking.port, unused.port]
        let receipts = await (try openTransport(channel(ports))).send(message)
        #expect(receipts.map(\.answer.code) == [550, 250])
        #expect(try taking.log().count == 1)
        // A permanent refusal is an answer; a temporary one is not.
        let bad = try openTransport(channel([taking.port, unused.port], from: "mail550@a.example"))
        #expect(await bad.send(message).map(\.refusal?.code) == [550, 550])
        let busy = try openTransport(channel([taking.port, 1], from: "mail451@a.example"))
        #expect(await busy.send(message).map(\.deferral?.code) == [0, 0])
        #expect(try unused.log().isEmpty)
    }

    @Test func `with senders of their own each recipient has a transaction`() async throws {
        let server = try TestServer("smtp_server.py")
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
            from: "duty@city.example",
            bounces: .init(maildir: "bounces", verp: "bounce+{id}@city.example"))
        let message = sampleMessage(
            id: "v", to: ["one@a.example", "rcpt550@a.example", "two@a.example"])
        let receipts = await (try openTransport(.email(channel))).send(message)
        #expect(receipts.map(\.answer.code) == [250, 550, 250])
        let mails = try server.log()
        #expect(
            Set(mails.map { $0["from"] }) == [
                "bounce+v_0@city.example", "bounce+v_2@city.example",
            ])
        #expect(mails.allSatisfy { $0["to"]?.array?.count == 1 })
        #expect(Set(mails.map { $0["id"] }) == ["<v@city.example>"])
    }

    @Test(arguments: ["", "mail.example", "http://h", "smtp://", "smtp://u:p@h", "smtp://h/x"])
    func `a server that is none is found when the channel opens`(server: String) {
        let channel = EmailChannel(servers: [.literal(server)], tls: .none, from: "a@b.example")
        #expect(throws: TransportError.self) { try openTransport(.email(channel)) }
    }

    @Test(arguments: ["", "a", "a@b>\r\n", "A <a@b>"])
    func `a sender that is no address is found when the channel opens`(from: String) {
        let channel = EmailChannel(servers: [.literal("smtp://h:25")], tls: .none, from: from)
        #expect(throws: TransportError.self) { try openTransport(.email(channel)) }
    }
}
