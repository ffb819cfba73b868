import Cases
import Deliveries
import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// The scope of mail servers' answers, and the possible outcomes of a mail.
@Suite(.serialized) struct MailVerdictTests {
    private func send(
        to address: String = "a@a.example", _ options: [String],
        limits: TransferLimits = TransferLimits()
    ) async throws -> Receipt {
        let server = try TestServer("talk_server.py", options)
        let transport = try openTransport(mailChannel(at: server), limits: limits)
        return try #require(await transport.send(sampleMessage(to: [address])).first)
    }

    @Test(arguments: [
        ("550 5.7.1 your address is blocked", true), ("553 5.1.8 who are you?", true),
        ("552 5.3.4 too large", false), ("554 5.6.7 no such characters", false),
        ("550 5.2.3 too long for him", false),
    ])
    func `a sender who is refused concerns the channel, unless it is this mail`(
        reply: String, isOfChannel: Bool
    ) async throws {
        let receipt = try await send(["--mail", reply])
        #expect(receipt.refusal?.scope == (isOfChannel ? .channel : .message), "\(receipt)")
    }

    @Test func `a recipient or a text that is refused concerns that alone`() async throws {
        let recipient = try await send(to: "rcpt550@a.example", [])
        #expect(recipient.refusal?.scope == .message)
        let text = try await send(["--end", "554 5.7.1 spam"])
        #expect(text.refusal?.scope == .message)
    }

    @Test(arguments: ["", "PIPELINING"], ["close", "silence"])
    func `a text that was given and not answered may have arrived`(
        offers: String, end: String
    ) async throws {
        let limits = end == "silence" ? shortLimits : TransferLimits()
        let receipt = try await send(["--offers", offers, "--end", end], limits: limits)
        #expect(receipt.deferral?.code == 0)
        #expect(receipt.answer.mayHaveArrived)
        let refused = try await send(["--offers", offers, "--end", "451 4.3.0 later"])
        #expect(refused.deferral?.mayHaveArrived == false)
    }

    @Test func `a mail that is given up after its text may have arrived`() async throws {
        let server = try TestServer("talk_server.py", ["--end", "silence"])
        let transport = try openTransport(mailChannel(at: server))
        let task = Task { await transport.send(sampleMessage(to: ["a@a.example"])) }
        while try !server.log().contains(where: { $0["text"] != nil }) { await Task.yield() }
        task.cancel()
        #expect(await task.value.first?.deferral?.mayHaveArrived == true)
    }

    @Test(arguments: [
        ["--manner", "nonsense"], ["--mail", "451 4.3.0 later"], ["--mail", "421 4.3.0 bye"],
    ])
    func `a mail whose text was not asked for has not arrived`(options: [String]) async throws {
        let receipt = try await send(options)
        #expect(receipt.deferral?.mayHaveArrived == false, "\(receipt)")
    }

    @Test func `a mail that found no server has not arrived`() async throws {
        for server in ["smtp://127.0.0.1:1", "smtp://mail.invalid:25"] {
            let channel = EmailChannel(
                servers: [.literal(server)], tls: .none, from: "duty@city.example")
            let receipts = await (try openTransport(.email(channel))).send(
                sampleMessage(to: ["a@a.example"]))
            #expect(receipts.first?.deferral?.mayHaveArrived == false)
        }
    }
}
