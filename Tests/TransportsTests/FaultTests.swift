import Cases
import Deliveries
import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// Failures on the way to a receiver, and their receipts, which must name them and allow a retry.
@Suite(.serialized) struct FaultTests {
    private func send(
        _ kind: Channel.Kind, rulesFolder: String = "/nowhere", toSilence: Bool = false
    ) async throws -> Receipt {
        let transport = try openTransport(
            kind, rulesFolder: rulesFolder, loop: Self.loop,
            limits: toSilence ? shortLimits : TransferLimits())
        let message = sampleMessage(to: ["a@a.example"])
        return try #require(await transport.send(message).first)
    }

    private func mail(_ server: String, tls: EmailChannel.TLS = .none, login: Bool = false)
        -> Channel.Kind
    {
        .email(
            EmailChannel(
                servers: [.literal(server)], tls: tls, from: "duty@city.example",
                username: login ? .literal("duty") : nil,
                password: login ? .literal("s3cret") : nil, authorities: "certificate.pem"))
    }

    private static let loop = CurlLoop()
    private static let servers = Result { try FaultyServers() }

    /// The expected outcome for a reply code, or silence, at each verb.
    private static let verbs: [(String, String, String)] =
        ["CONNECT", "EHLO", "STARTTLS", "AUTH"].flatMap { verb in
            ["421", "554", "close", "silence", "reset"].map { (verb, $0, "deferred") }
        }
        + ["MAIL", "RCPT", "DATA", "END"].flatMap { verb in
            [
                (verb, "421", "deferred"), (verb, "451", "deferred"), (verb, "550", "refused"),
                (verb, "close", "deferred"), (verb, "silence", "deferred"),
                (verb, "reset", "deferred"),
            ]
        } + [
            ("RCPT", "552", "refused"), ("AUTH", "535", "deferred"),
            ("NOTHING", "500", "delivered"),
        ]

    @Test(arguments: verbs, ["single", "group"])
    func `a mail server fails at a verb`(
        fault: (verb: String, what: String, expected: String), manner: String
    ) async throws {
        let (verb, what, expected) = fault
        let port = try Self.servers.get().port(
            of: .init(verb, what, takesGroups: manner == "group"))
        let kind = mail(
            "smtp://127.0.0.1:\(port)", tls: verb == "STARTTLS" ? .required : .none,
            login: verb == "AUTH")
        let receipt = try await send(kind, toSilence: what == "silence")
        #expect("\(receipt)".hasPrefix(expected), "\(verb) \(what): \(receipt)")
        #expect(!receipt.answer.text.isEmpty)
        // The code and the text are the server's own, if it sent any.
        if let code = Int(what), verb != "NOTHING", verb != "STARTTLS" {
            #expect(receipt.answer.code == code)
            #expect(receipt.answer.text.contains("no ") && receipt.answer.text.contains(" today"))
        }
    }

    @Test func `a name nobody knows is told and tried again`() async throws {
        let web = try await send(
            .webhook(WebhookChannel(url: .literal("http://hook.invalid/"))))
        #expect(web.deferral?.text.contains("hook.invalid") == true, "\(web)")
        let post = try await send(mail("smtp://mail.invalid:25"))
        #expect(post.deferral?.text.contains("mail.invalid") == true, "\(post)")
    }

    @Test func `a certificate of another name, or of nobody, is told and tried again`() async throws
    {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let web = try TestServer("http_server.py", [certificate, key])
        let post = try TestServer("smtp_server.py", ["--tls", certificate, key])
        // The certificate is valid only for localhost.
        let other = WebhookChannel(
            url: .literal("https://hook.localhost:\(web.port)/status/200"),
            connection: WebConnection(authorities: "certificate.pem", reach: .all))
        let named = try await send(.webhook(other), rulesFolder: folder.path)
        #expect(named.deferral?.text.contains("hook.localhost") == true, "\(named)")
        let elsewhere = mail("smtp://hook.localhost:\(post.port)", tls: .required)
        let sent = try await send(elsewhere, rulesFolder: folder.path)
        #expect(sent.deferral?.text.contains("hook.localhost") == true, "\(sent)")
        let unknown = WebhookChannel(url: .literal("https://localhost:\(web.port)/status/200"))
        let signed = try await send(.webhook(unknown))
        #expect(signed.deferral?.text.contains("certificate") == true, "\(signed)")
        #expect(try web.log().isEmpty)
        #expect(try post.log().isEmpty)
    }

    @Test func `a receiver that says nonsense has still said that it took it`() async throws {
        let server = try TestServer("http_server.py")
        let url = SecretReference.literal("http://127.0.0.1:\(server.port)/garbage")
        let receipt = try await send(.webhook(WebhookChannel(url: url)))
        #expect(receipt.delivery?.code == 200)
        #expect(receipt.answer.text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test(arguments: ["reset", "close", "silence"])
    func `a receiver that never answers may have it twice`(what: String) async throws {
        let server = try TestServer("http_server.py")
        let url = SecretReference.literal("http://127.0.0.1:\(server.port)/\(what)")
        let receipt = try await send(
            .webhook(WebhookChannel(url: url)), toSilence: what == "silence")
        #expect(receipt.deferral?.code == 0, "\(receipt)")
        #expect(receipt.answer.text.isEmpty == false)
        #expect(try server.log().first?["headers"]?["webhook-id"] == "grp_1_0")
    }
}
