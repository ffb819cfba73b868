import Cases
import Deliveries
import Files
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

/// Delivery through a real mail server, if one is installed.
@Suite(.serialized) struct MailServerTests {
    private static let isInstalled = FileManager.default.isExecutableFile(
        atPath: "/usr/sbin/smtpd")

    /// True if an opensmtpd of the machine itself is running.
    static let isRunning = (try? run("/usr/bin/pgrep", ["-x", "-r", "D,R,S", "smtpd"])) != nil

    /// The server; only one can run on a machine.
    private static let server = Result {
        try TestServer(arguments: [TestServer.script("opensmtpd.py")], folder: TestFolder())
    }

    /// Returns the next mail that contains a text; the server's queue may hold others.
    private func mail(with text: String) throws -> [UInt8] {
        while let path = try Self.server.get().nextLine() {
            let mail = try Data(contentsOf: URL(filePath: path))
            if String(decoding: mail, as: UTF8.self).contains(text) { return Array(mail) }
        }
        throw TestFailure("the server has ended")
    }

    @Test(
        .enabled(if: isInstalled, "opensmtpd is not installed"),
        .enabled(if: getuid() == 0, "opensmtpd starts as root only"),
        .enabled(if: !isRunning, "another opensmtpd runs here, and has the control socket"))
    func `OpenSMTPD takes our mail and puts it into a Maildir`() async throws {
        let server = try Self.server.get()
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
            from: "duty@city.example")
        let transport = try openTransport(.email(channel))
        let message = sampleMessage(
            id: "grp_mta", to: ["one@duebell.example", "stranger@elsewhere.example"],
            subject: "值班室", text: "one\n.\n紧急信息")
        let receipts = await transport.send(message)
        // Without an accepted mail there is none to wait for.
        let taken = try #require(receipts[0].delivery, "\(receipts)")
        #expect(taken.text.contains("Message accepted"))
        #expect(receipts[1].refusal?.code == 550)
        let mail = try mail(with: "<grp_mta@")
        let script = TestServer.script("parse_mail.py")
        let parsed = try JSONReader.read(
            try run("/usr/bin/python3", [script], input: mail))
        #expect(parsed["defects"] == [])
        #expect(parsed["headers"]?["Subject"] == "值班室")
        #expect(parsed["headers"]?["Message-ID"] == "<grp_mta@city.example>")
        #expect(parsed["contents"]?.array?.first == "one\n.\n紧急信息")
    }
    @Test(
        .enabled(if: isInstalled, "opensmtpd is not installed"),
        .enabled(if: getuid() == 0, "opensmtpd starts as root only"),
        .enabled(if: !isRunning, "another opensmtpd runs here, and has the control socket"))
    func `what OpenSMTPD takes and cannot deliver comes back to the delivery`() async throws {
        let server = try Self.server.get()
        let verp = "bounce+{id}@duebell.example"
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
            from: "duty@city.example", bounces: .init(maildir: "bounces", verp: verp))
        let id = "grp_\(UUID().uuidString)"
        let message = sampleMessage(id: id, to: ["zhang@lost.example"])
        let receipts = await (try openTransport(.email(channel))).send(message)
        try #require(receipts.map(\.delivery?.code) == [250], "\(receipts)")
        let mail = try mail(with: "<\(id)@")
        let report = BounceReport(mail, verp: verp)
        #expect(report.delivery == Delivery.ID("\(id)_0"))
        #expect(report.message == Message.ID(id))
        #expect(report.failures.map(\.recipient) == ["zhang@lost.example"])
        #expect(BounceReport(mail, verp: nil).message == Message.ID(id))
    }
}
