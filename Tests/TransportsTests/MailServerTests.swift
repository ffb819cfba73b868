import Cases
import Foundation
import Rules
import TestSupport
import Testing
import Transports

/// Against a mail server people run, as far as it is installed.
@Suite struct MailServerTests {
    private static let isInstalled = FileManager.default.isExecutableFile(
        atPath: "/usr/sbin/smtpd")

    /// Whether the machine has an opensmtpd of its own at work.
    static let isRunning = (try? run("/usr/bin/pgrep", ["-x", "-r", "D,R,S", "smtpd"])) != nil

    @Test(
        .enabled(if: isInstalled, "opensmtpd is not installed"),
        .enabled(if: getuid() == 0, "opensmtpd starts as root only"),
        .enabled(if: !isRunning, "another opensmtpd runs here, and has the control socket"))
    func `OpenSMTPD takes our mail and puts it into a Maildir`() async throws {
        let server = try TestServer(
            arguments: [TestServer.script("opensmtpd.py")], folder: TestFolder())
        let channel = EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none,
            from: "duty@city.example")
        let transport = try openTransport(.email(channel))
        let message = sampleMessage(
            id: "grp_mta", to: ["one@duebell.example", "stranger@elsewhere.example"],
            subject: "值班室", text: "one\n.\n紧急信息")
        let receipts = await transport.send(message)
        #expect(receipts[0].delivery?.text.contains("Message accepted") == true)
        #expect(receipts[1].refusal?.code == 550)
        // The server names the file of the first mail when it has come.
        let path = try #require(server.nextLine())
        let script = TestServer.script("parse_mail.py")
        let mail = try Data(contentsOf: URL(filePath: path))
        let parsed = try JSONReader.read(
            try run("/usr/bin/python3", [script], input: Array(mail)))
        #expect(parsed["defects"] == [])
        #expect(parsed["headers"]?["Subject"] == "值班室")
        #expect(parsed["headers"]?["Message-ID"] == "<grp_mta@city.example>")
        #expect(parsed["contents"]?.array?.first == "one\n.\n紧急信息")
    }
}
