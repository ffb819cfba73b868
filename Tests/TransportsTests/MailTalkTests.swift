import Cases
import Deliveries
import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// The SMTP conversation with a mail server, and the connections used for it.
@Suite(.serialized) struct MailTalkTests {
    private func server(_ options: String...) throws -> TestServer {
        try TestServer("talk_server.py", options)
    }

    private func said(to server: TestServer, on connection: Int64? = nil) throws -> [String] {
        try server.log().filter { connection == nil || $0["connection"]?.integer == connection }
            .compactMap { $0["said"]?.string }
    }

    private func mails(at server: TestServer) throws -> [JSON] {
        try server.log().filter { $0["text"] != nil }
    }

    private func connections(to server: TestServer) throws -> Int {
        Set(try server.log().compactMap { $0["connection"]?.integer }).count
    }

    /// Waits until the server has logged the end of a connection.
    private func ended(_ connection: Int64, at server: TestServer) async throws {
        while try !server.log().contains(where: {
            $0["ended"] != nil && $0["connection"]?.integer == connection
        }) { await Task.yield() }
    }

    // MARK: Groups of commands

    @Test(arguments: ["PIPELINING", "PIPELINING,SIZE 1000000", ""], ["whole", "split"])
    func `each recipient of a group hears its own answer`(
        offers: String, manner: String
    ) async throws {
        let server = try server("--offers", offers, "--manner", manner)
        let receipts = await (try openTransport(mailChannel(at: server))).send(
            sampleMessage(
                to: ["a@a.example", "rcpt550@a.example", "rcpt451@a.example", "b@a.example"]))
        #expect(receipts.map(\.answer.code) == [250, 550, 451, 250])
        #expect(receipts[1].refusal?.text == "recipient: 5.1.1 <rcpt550@a.example> not here")
        #expect(try mails(at: server).map { $0["to"] } == [["a@a.example", "b@a.example"]])
        let sender = try #require(try said(to: server).first { $0.hasPrefix("MAIL") })
        #expect(sender.contains(" SIZE=") == offers.contains("SIZE"))
        let verbs = try said(to: server).map { $0.prefix { $0 != " " } }
        #expect(verbs.prefix(7) == ["EHLO", "MAIL", "RCPT", "RCPT", "RCPT", "RCPT", "DATA"])
    }

    @Test(arguments: [true, false])
    func `where all are refused no text goes out, and the next mail does`(
        goesOn: Bool
    ) async throws {
        let server = try TestServer(
            "talk_server.py", ["--offers", "PIPELINING"] + (goesOn ? ["--always354"] : []))
        // However busy the machine is, the idle connection must not time out.
        let limits = TransferLimits(whole: .seconds(300), idle: .seconds(600))
        let transport = try openTransport(mailChannel(at: server), limits: limits)
        let refused = await transport.send(
            sampleMessage(to: ["rcpt550@a.example", "rcpt450@a.example"]))
        #expect(refused.map(\.answer.code) == [550, 450])
        #expect(refused.allSatisfy { !$0.answer.mayHaveArrived })
        let next = await transport.send(sampleMessage(id: "next", to: ["a@a.example"]))
        #expect(next.map(\.delivery?.code) == [250])
        #expect(try connections(to: server) == 1)
        #expect(try server.log().compactMap { $0["void"] } == (goesOn ? [0] : []))
        #expect(try said(to: server).contains("RSET") == !goesOn)
        #expect(try mails(at: server).count == 1)
    }

    // MARK: Kept connections

    @Test(
        arguments: [
            ["--once"], ["--second", "close"], ["--second", "421 4.7.0 good night"],
            ["--second", "silence"],
        ], ["", "PIPELINING"])
    func `a kept connection that is of no more use costs a new one and doubles nothing`(
        manner: [String], offers: String
    ) async throws {
        let server = try TestServer("talk_server.py", manner + ["--offers", offers])
        let limits = TransferLimits(connect: .milliseconds(300), whole: .seconds(20))
        let transport = try openTransport(mailChannel(at: server), limits: limits)
        for number in 0..<2 {
            let receipts = await transport.send(
                sampleMessage(id: "m\(number)", to: ["\(number)@a.example"]))
            #expect(receipts.map(\.delivery?.code) == [250], "\(receipts)")
        }
        #expect(try mails(at: server).map { $0["to"] } == [["0@a.example"], ["1@a.example"]])
        #expect(try mails(at: server).map { $0["connection"] } == [1, 2])
    }

    @Test func `a new connection that is told to go is not tried again`() async throws {
        let server = try server("--mail", "421 4.7.0 not now")
        let receipts = await (try openTransport(mailChannel(at: server))).send(
            sampleMessage(to: ["a@a.example"]))
        #expect(receipts.map(\.deferral?.code) == [421])
        #expect(try connections(to: server) == 1)
    }

    @Test func `a connection that carries nothing is ended with a word`() async throws {
        let server = try server()
        let limits = TransferLimits(idle: .milliseconds(50))
        let transport = try openTransport(mailChannel(at: server), limits: limits)
        #expect(
            await transport.send(sampleMessage(to: ["a@a.example"])).map(\.delivery?.code)
                == [250])
        try await ended(1, at: server)
        #expect(try said(to: server).last == "QUIT")
    }

    @Test func `closing waits for a mail and ends its connection with a word`() async throws {
        let (server, loop) = (try server(), CurlLoop())
        let transport = try openTransport(mailChannel(at: server), loop: loop)
        async let slow = transport.send(sampleMessage(id: "s", to: ["slow@a.example"]))
        while try mails(at: server).isEmpty { await Task.yield() }
        let other = try openTransport(mailChannel(at: server))
        async let end: Void = loop.close()
        // The arrival of this mail releases the slow one.
        #expect(
            await other.send(sampleMessage(to: ["a@a.example"])).map(\.delivery?.code) == [250])
        #expect(await slow.map(\.delivery?.code) == [250])
        await end
        // Nobody waits for the answer to the last word; the server has it when it logs the end.
        try await ended(1, at: server)
        #expect(try said(to: server, on: 1).last == "QUIT")
        let late = await transport.send(sampleMessage(to: ["late@a.example"]))
        #expect(late.map(\.deferral?.text) == ["the attempt was given up"])
    }
}

// MARK: Many at once

extension MailTalkTests {
    @Test func `a server slow at the end of a text holds up nobody else`() async throws {
        let (server, web) = (try server(), try TestServer("http_server.py"))
        let loop = CurlLoop()
        let transport = try openTransport(mailChannel(at: server), loop: loop)
        async let slow = transport.send(sampleMessage(id: "s", to: ["slow@a.example"]))
        while try mails(at: server).isEmpty { await Task.yield() }
        let url = SecretReference.literal("http://127.0.0.1:\(web.port)/status/200")
        let hook = try openTransport(.webhook(WebhookChannel(url: url)), loop: loop)
        #expect(await hook.send(sampleMessage(to: [nil])).map(\.delivery?.code) == [200])
        // The slow mail is answered once this one has arrived, and not before.
        let other = await transport.send(sampleMessage(id: "o", to: ["a@a.example"]))
        #expect(other.map(\.delivery?.code) == [250])
        #expect(await slow.map(\.delivery?.code) == [250])
    }

    @Test func `many mails share twenty connections to one server`() async throws {
        let server = try server("--gather", "20", "--offers", "PIPELINING")
        let transport = try openTransport(mailChannel(at: server))
        let codes = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let message = sampleMessage(id: "m\(number)", to: ["\(number)@a.example"])
                    return await transport.send(message).first?.delivery?.code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: 250, count: 60))
        // Each text is answered once twenty have arrived, so there were as many connections.
        #expect(try server.log().compactMap { $0["most"]?.integer }.max() == 20)
        #expect(Set(try mails(at: server).map { $0["to"] }).count == 60)
        #expect(try mails(at: server).count == 60)
    }

    /// Sends forty mails twice: the second time, every connection was closed while idle, or is
    /// being closed.
    @Test(arguments: [["--once"], ["--second", "421 4.7.0 good night"], ["--second", "close"]])
    func `many mails to a server that ends its connections take twenty places, each mail once`(
        manner: [String]
    ) async throws {
        let server = try TestServer("talk_server.py", manner + ["--gather", "20"])
        let transport = try openTransport(mailChannel(at: server))
        for wave in 0..<2 {
            let codes = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let name = "m\(wave)-\(number)"
                        let message = sampleMessage(id: name, to: ["\(name)@a.example"])
                        return await transport.send(message).first?.delivery?.code
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes == Array(repeating: 250, count: 40), "wave \(wave)")
        }
        #expect(try server.log().compactMap { $0["most"]?.integer }.max() == 20)
        #expect(try connections(to: server) > 20, "they were ended, and others took their places")
        #expect(try mails(at: server).count == 80)
        #expect(Set(try mails(at: server).map { $0["to"] }).count == 80)
    }

    @Test func `a mail that waits for a connection can be given up`() async throws {
        let (server, loop) = (try server("--gather", "30"), CurlLoop())
        let transport = try openTransport(mailChannel(at: server), loop: loop)
        let tasks = (0..<20).map { number in
            Task {
                await transport.send(sampleMessage(id: "m\(number)", to: ["\(number)@a.example"]))
            }
        }
        // All twenty wait for an answer that never arrives.
        while try mails(at: server).count < 20 { await Task.yield() }
        let last = Task { await transport.send(sampleMessage(id: "w", to: ["w@a.example"])) }
        last.cancel()
        let receipts = await last.value
        #expect(receipts.map(\.deferral?.text) == ["the attempt was given up"])
        #expect(receipts.first?.answer.mayHaveArrived == false)
        #expect(try connections(to: server) == 20)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value.first?.deferral?.mayHaveArrived == true) }
        await loop.close()
        // No QUIT within a text, of which it would become part.
        #expect(try !said(to: server).contains("QUIT"))
    }

    @Test(arguments: ["smtp", "smtps"])
    func `a text larger than any buffer arrives whole`(scheme: String) async throws {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let server = try TestServer(
            "talk_server.py", scheme == "smtps" ? ["--tls", certificate, key] : [])
        let channel = EmailChannel(
            servers: [.literal("\(scheme)://127.0.0.1:\(server.port)")],
            tls: scheme == "smtps" ? .required : .none, from: "duty@city.example",
            authorities: certificate)
        let text = String(repeating: "Every line of it counts.\n.\n", count: 50_000)
        let receipts = await (try openTransport(.email(channel))).send(
            sampleMessage(to: ["a@a.example"], text: text))
        #expect(receipts.map(\.delivery?.code) == [250], "\(receipts)")
        let mail = try #require(try mails(at: server).first?["text"]?.string)
        #expect(mail.ranges(of: "Every line of it counts.\n.\n").count == 50_000)
    }
}

// MARK: Nonsense

extension MailTalkTests {
    @Test(arguments: [
        ("endless", "the mail server talks without end"),
        ("nonsense", "the mail server said what is no answer: hello, who is there?"),
    ])
    func `a server that makes no sense is told so`(manner: String, text: String) async throws {
        let receipts = await (try openTransport(mailChannel(at: try server("--manner", manner))))
            .send(sampleMessage(to: ["a@a.example"]))
        #expect(receipts.map(\.deferral?.text) == [text])
    }
}

// MARK: Addresses beyond ASCII

extension MailTalkTests {
    private static let people = ["值班@例子.cn", "duty@例子.cn", "plain@a.example"]

    @Test func `a server without SMTPUTF8 loses only the name that needs it`() async throws {
        let server = try server("--offers", "PIPELINING,8BITMIME")
        let receipts = await (try openTransport(mailChannel(at: server))).send(
            sampleMessage(to: Self.people))
        #expect(receipts.map(\.answer.code) == [0, 250, 250])
        #expect(receipts[0].refusal?.text.contains("SMTPUTF8") == true)
        let said = try said(to: server)
        #expect(said.contains("RCPT TO:<duty@xn--fsqu00a.cn>"))
        #expect(said.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } && !$0.contains("SMTPUTF8") })
        try expectSound(try mails(at: server))
        // With the one recipient alone nothing is sent, and the connection is kept.
        let transport = try openTransport(mailChannel(at: server))
        for _ in 0..<2 {
            let alone = await transport.send(sampleMessage(to: [Self.people[0]]))
            #expect(alone.map(\.refusal?.code) == [0])
        }
        #expect(try connections(to: server) == 2)
    }

    @Test func `SMTPUTF8 is asked for only where a name needs it`() async throws {
        let server = try server("--offers", "SMTPUTF8")
        let transport = try openTransport(mailChannel(at: server))
        for people in [Self.people, Array(Self.people.dropFirst())] {
            let receipts = await transport.send(sampleMessage(to: people))
            #expect(receipts.allSatisfy { $0.delivery?.code == 250 })
        }
        let senders = try said(to: server).filter { $0.hasPrefix("MAIL") }
        #expect(senders.map { $0.hasSuffix(" SMTPUTF8") } == [true, false])
        try expectSound(try mails(at: server))
    }

    /// Expects mails that CPython parses without defects, with domains in their DNS form.
    private func expectSound(_ mails: [JSON]) throws {
        #expect(!mails.isEmpty)
        for mail in mails {
            let text = try #require(mail["text"]?.string)
            #expect(text.utf8.allSatisfy { $0 < 0x80 })
            let parsed = try JSONReader.read(
                try run(
                    "/usr/bin/python3", [TestServer.script("parse_mail.py")],
                    input: Array(text.utf8)))
            #expect(parsed["defects"] == [])
            let to = try #require(parsed["headers"]?["To"]?.string)
            #expect(to.contains("<duty@xn--fsqu00a.cn>") && to.contains("<plain@a.example>"))
        }
    }

    @Test func `a person to answer whose name is beyond ASCII is found at once`() throws {
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:25")], tls: .none, from: "duty@city.example",
            replyTo: "值班@city.example")
        #expect(throws: TransportError.self) { try openTransport(.email(channel)) }
    }
}
