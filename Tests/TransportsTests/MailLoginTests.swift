import Cases
import Deliveries
import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// Login at servers that offer more methods than they support.
@Suite(.serialized) struct MailLoginTests {
    private static let user = "duty@city.example"

    private func logIn(
        to offers: String, password: String = "s3cret"
    ) async throws -> (receipt: Receipt, shown: [String]) {
        let server = try TestServer(
            "talk_server.py", ["--offers", offers, "--login", Self.user, "s3cret"])
        let transport = try openTransport(
            mailChannel(at: server, user: Self.user, password: password))
        let receipts = await transport.send(sampleMessage(to: ["a@a.example"]))
        let said = try server.log().compactMap { $0["said"]?.string }
        return (
            try #require(receipts.first), said.filter { $0.hasPrefix("AUTH ") }
        )
    }

    @Test(arguments: [
        ("AUTH GSSAPI NTLM PLAIN LOGIN", "PLAIN"), ("AUTH GSSAPI NTLM LOGIN", "LOGIN"),
        ("AUTH NTLM LOGIN GSSAPI CRAM-MD5", "LOGIN"), ("AUTH GSS-SPNEGO PLAIN", "PLAIN"),
        ("AUTH DIGEST-MD5 CRAM-MD5 PLAIN", "PLAIN"), ("AUTH CRAM-MD5", "CRAM-MD5"),
        ("AUTH GSSAPI CRAM-MD5 NTLM", "CRAM-MD5"), ("AUTH=LOGIN,AUTH LOGIN", "LOGIN"),
        ("AUTH XOAUTH2 OAUTHBEARER EXTERNAL LOGIN", "LOGIN"),
    ])
    func `a password is shown in the way both sides mean`(
        offers: String, way: String
    ) async throws {
        let (receipt, shown) = try await logIn(to: offers)
        #expect(receipt.delivery?.code == 250, "\(receipt)")
        #expect(shown.map { $0.split(separator: " ")[1] } == [way[...]])
    }

    @Test func `a password that is wrong is shown once`() async throws {
        let (receipt, shown) = try await logIn(to: "AUTH CRAM-MD5 PLAIN", password: "wrong")
        #expect(receipt.deferral?.code == 535)
        #expect(shown.count == 1)
    }

    @Test func `a server that has no way for a password is told with what it has`() async throws {
        let (receipt, shown) = try await logIn(to: "AUTH GSSAPI NTLM")
        #expect(
            receipt.deferral?.text
                == "the mail server offers no way to log in with a password or token: "
                + "AUTH GSSAPI NTLM", "\(receipt)")
        #expect(shown == [])
    }
}
