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

@Suite(.serialized) struct BounceReportTests {
    private let verp = "bounce+{id}@city.example"

    /// Returns a report of a failure that names a delivery or a message; nil for any other mail.
    private func read(_ mail: [UInt8], verp: String? = nil) -> BounceReport? {
        let report = BounceReport(mail, verp: verp)
        let isNamed = report.delivery != nil || report.message != nil
        return isNamed && !report.failures.isEmpty ? report : nil
    }

    private func read(_ text: String, verp: String? = nil) -> BounceReport? {
        read(Array(text.utf8), verp: verp)
    }

    private func report(
        _ fields: String, original: String = "Message-ID: <grp_7@city.example>", head: String = ""
    ) -> String {
        """
        \(head)Content-Type: multipart/report; boundary=b; report-type=delivery-status

        --b

        Sorry.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        \(fields)

        --b
        Content-Type: text/rfc822-headers

        \(original)

        --b--
        """
    }

    @Test func `each recipient who failed is told, and no other`() throws {
        let text = report(
            """
            Original-Recipient: rfc822;one@a.example
            Final-Recipient: rfc822;other@far.example
            Action: failed
            Status: 5.2.2
            Diagnostic-Code: smtp; 552 5.2.2 Mailbox full;
              try later

            Final-Recipient: rfc822; two@a.example
            Action: delayed
            Status: 4.4.1

            Final-Recipient: rfc822; three@a.example
            Action: delivered
            Status: 2.0.0

            Final-Recipient: RFC822; four@a.example
            Action: Failed
            Status: 4.4.7
            """)
        let report = try #require(read(text))
        #expect(report.message == "grp_7")
        #expect(report.delivery == nil)
        #expect(report.failures.map(\.recipient) == ["one@a.example", "four@a.example"])
        #expect(
            report.failures.map(\.answer) == [
                Receipt.Answer(
                    code: 552, text: "it came back: 552 5.2.2 Mailbox full; try later"),
                Receipt.Answer(code: 0, text: "it came back: 4.4.7"),
            ])
    }

    @Test func `lines may end either way, and the address names the delivery`() throws {
        let text = report(
            "Final-Recipient: rfc822; a@a.example\nAction: failed\nStatus: 5.1.1",
            original: "Subject: none", head: "Delivered-To: Bounce+msg_9f@City.example\n")
        for mail in [text, text.replacing("\n", with: "\r\n")] {
            #expect(read(mail, verp: verp)?.delivery == "msg_9f")
            #expect(read(mail) == nil, "it names nothing of ours")
        }
    }

    @Test(arguments: [
        "Action: delayed\nStatus: 4.4.1", "Action: delivered\nStatus: 2.0.0",
        "Action: relayed\nStatus: 2.0.0", "Action: expanded\nStatus: 2.0.0", "Status: 5.0.0", "",
    ])
    func `what is no failure is no report`(fields: String) {
        #expect(read(report("Final-Recipient: rfc822; a@a.example\n" + fields)) == nil)
    }

    @Test func `a text for people is understood as far as its address goes`() throws {
        func text(from: String, to: String, _ body: String) -> String {
            "Return-Path: <>\nFrom: \(from)\nTo: \(to)\nSubject: failure notice\n\n\(body)\n"
        }
        let daemon = "MAILER-DAEMON@mx.example"
        let ours = "bounce+msg_9f@city.example"
        let qmail = """
            Hi. This is the qmail-send program at mx.example.

            <one@a.example>:
            192.0.2.7 does not like recipient.
            Remote host said: 550 5.1.1 no such user
            Giving up on 192.0.2.7.
            """
        let report = try #require(read(text(from: daemon, to: ours, qmail), verp: verp))
        #expect(report.delivery == "msg_9f")
        #expect(
            report.failures.map(\.answer) == [
                Receipt.Answer(
                    code: 550, text: "it came back: Remote host said: 550 5.1.1 no such user")
            ])
        let holiday = "I am away from 5.5.2026 until 550 days later. 5.1.1"
        #expect(read(text(from: "zhang@a.example", to: ours, holiday), verp: verp) == nil)
        let delay = "THIS IS A WARNING ONLY: 4.4.1 no answer from mx.example, tried 3 times"
        #expect(read(text(from: daemon, to: ours, delay), verp: verp) == nil)
        #expect(read(text(from: daemon, to: "duty@city.example", qmail), verp: verp) == nil)
    }

    @Test(arguments: [
        "bounce+../../x@city.example", "bounce+@city.example", "bounce+a b@city.example",
        "bounce+a@city.example.evil.example", "bounce+a\u{301}@city.example",
        "xbounce+a@city.example", "İbounce+a@city.example", "SRS0=a=b=bounce+a@city.example",
        "SRS0=a=b=other.example=bounce+a@forward.example", "prvs=bounce+a@city.example",
    ])
    func `an address that is none of ours names nothing`(address: String) {
        let fields = "Final-Recipient: rfc822; a@a.example\nAction: failed"
        let mail = report(fields, original: "", head: "To: \(address)\n")
        #expect(read(mail, verp: verp) == nil)
    }

    @Test func `whatever comes in is read in time and never trusted`() {
        var random = SeededRandom(seed: 11)
        let good = Array(
            report(
                "Final-Recipient: rfc822; a@a.example\nAction: failed\nStatus: 5.1.1",
                head: "To: bounce+msg_9f@city.example\n"
            ).utf8)
        var understood = 0
        for _ in 0..<3_000 {
            var mail = good
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<mail.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: mail[place] = UInt8.random(in: 0...255, using: &random)
                case 1: mail.remove(at: place)
                default: mail.insert(contentsOf: mail[place...].prefix(40), at: place)
                }
            }
            if let report = read(mail, verp: verp) {
                understood += 1
                #expect(!report.failures.isEmpty)
                #expect(report.delivery != nil || report.message != nil)
            }
        }
        #expect(understood > 300)
        let boundaries = String(repeating: "--b\n", count: 50_000)
        #expect(read("Content-Type: multipart/report; boundary=b\n\n" + boundaries) == nil)
        #expect(read(String(repeating: "a: b\n", count: 50_000)) == nil)
        #expect(read(String(repeating: " ", count: 200_000)) == nil)
    }

    @Test func `an id that stands on a line of its own is found`() throws {
        for fold in ["\n ", "\r\n\t", "\n  "] {
            let text = report(
                "Final-Recipient: rfc822;one@a.example\nAction: failed\nStatus: 5.1.1",
                original: "Message-ID:\(fold)<grp_7@city.example>")
            #expect(try #require(read(text)).message == Message.ID("grp_7"))
        }
    }

    // MARK: Real shapes

    private static let folder = testsFolder + "/TransportsTests/Suites/bounces/"

    private static let expected: [(name: String, is: JSON)] = {
        let bytes = (try? Data(contentsOf: URL(filePath: folder + "expected.json"))).map(Array.init)
        return ((try? bytes.map { try JSONReader.read($0) })?.object?.members ?? []).map {
            ($0.key, $0.value)
        }
    }()

    @Test(arguments: expected.map(\.name))
    func `a report of a usual server is understood, and a delay is none`(name: String) throws {
        let expected = try #require(Self.expected.first { $0.name == name }?.is)
        let mail = Array(try Data(contentsOf: URL(filePath: Self.folder + name + ".eml")))
        let report = BounceReport(mail, verp: verp)
        switch report.verdict {
        case .unchanged: #expect(expected["verdict"] == "unchanged")
        case .unclear: #expect(expected["verdict"] == "unclear")
        case .failed(let failures):
            #expect(expected["verdict"] == "failed")
            #expect(report.delivery?.text == expected["delivery"]?.string)
            #expect(report.message?.text == expected["message"]?.string)
            let recipients = expected["recipients"]?.array?.compactMap(\.string)
            #expect(failures.compactMap(\.recipient) == recipients)
            #expect(failures.first?.answer.code == expected["code"]?.integer.map { Int($0) })
        }
    }

    @Test func `the collection of reports is there`() {
        #expect(Self.expected.count >= 33)
    }
}

@Suite(.serialized) struct BounceBoxTests {
    @Test func `only files are read, the oldest first, and what was seen is put away`() async throws
    {
        let folder = try TestFolder().with("new/folder", "cur", "tmp")
        for name in ["2.b", "1.a", "3.c"] {
            try folder.write("From: x\n\nhello", to: "new/\(name)")
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/new/0.link", withDestinationPath: "/etc/hostname")
        let box = BounceBox(path: folder.path, verp: nil)
        let letters = await box.post(atMost: 3).letters
        #expect(letters.map(\.name.description) == ["0.link", "1.a", "2.b"])
        #expect(letters.allSatisfy { $0.report.verdict == .unchanged })
        #expect(await box.setAside(letters).isEmpty)
        #expect(folder.names(in: "new") == ["3.c", "folder"])
        #expect(folder.names(in: "cur") == ["0.link:2,S", "1.a:2,S", "2.b:2,S"])
        #expect(await BounceBox(path: "/nowhere", verp: nil).post(atMost: 3).letters == [])
    }
}
