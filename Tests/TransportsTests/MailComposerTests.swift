import Calendars
import Cases
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct MailComposerTests {
    private let composer: MailComposer

    init() throws {
        let from = try #require(MailAddress("duty@city.example"))
        composer = MailComposer(
            from: from, fromName: "值班室", replyTo: MailAddress("desk@city.example"))
    }

    /// Returns the result of Python's parser for a mail.
    private func parse(_ message: Message) throws -> JSON {
        let recipients = message.addressees.map {
            MailComposer.Recipient(name: $0.name, address: $0.address.flatMap { MailAddress($0) })
        }
        let mail = composer.compose(message, to: recipients)
        let script = TestServer.script("parse_mail.py")
        return try JSONReader.read(try run("/usr/bin/python3", [script], input: mail))
    }

    @Test func `a mail is written as it always is`() throws {
        let recipients = [
            MailComposer.Recipient(name: "Zhang \"Big\" Wei", address: MailAddress("z@a.example")),
            MailComposer.Recipient(name: "Li Na", address: MailAddress("li@a.example")),
        ]
        let message = sampleMessage(to: [], zone: Zone(fixed: 28_800, name: "Asia/Shanghai"))
        let mail = String(decoding: composer.compose(message, to: recipients), as: UTF8.self)
        let expected = """
            Date: Tue, 12 May 2026 16:05:00 +0800
            From: =?UTF-8?B?5YC854+t5a6k?= <duty@city.example>
            To: =?UTF-8?B?WmhhbmcgIkJpZyIgV2Vp?= <z@a.example>, "Li Na" <li@a.example>
            Subject: i-1: report overdue
            Message-ID: <grp_1@city.example>
            X-Duebell-Message: grp_1
            In-Reply-To: <incident-i-1@city.example>
            References: <incident-i-1@city.example>
            Reply-To: <desk@city.example>
            Auto-Submitted: auto-generated
            X-Auto-Response-Suppress: All
            Content-Language: en
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="=_duebell_grp_1"

            --=_duebell_grp_1
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            The report is overdue.
            --=_duebell_grp_1
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 7bit

            <html><body><p>The report is overdue.</p></body></html>
            --=_duebell_grp_1--

            """
        #expect(mail == expected.replacing("\n", with: "\r\n"))
    }

    @Test(arguments: hostileTexts)
    func `whatever a record holds, the mail is sound and says it`(
        text: String, shown: String
    ) throws {
        let message = sampleMessage(
            id: "grp_9", incident: text, to: ["z@a.example", "li@a.example"], name: text,
            subject: text, text: text + "\n\nend", html: "<p>" + text + "</p>")
        let mail = try parse(message)
        #expect(mail["defects"] == [])
        #expect(mail["headers"]?["Subject"]?.string == shown)
        #expect(mail["names"]?.array?.count == 14)
        #expect(mail["isASCII"] == true)
        #expect(mail["bareLineEnds"]?.integer == 0)
        #expect((mail["lineLengthMax"]?.integer ?? 999) <= 78)
        #expect(mail["parts"] == ["text/plain", "text/html"])
        let addresses = try #require(mail["to"]?.array).map { $0.array?[1].string }
        #expect(addresses == ["z@a.example", "li@a.example"])
        let content = try #require(mail["contents"]?.array?.first?.string)
        #expect(content.hasSuffix("\n\nend"))
    }

    /// Texts that a record may contain, each with its form in a subject.
    private static let hostileTexts: [(String, String)] = [
        ("plain", "plain"),
        ("A subject with = signs and, commas; <angles> \"quotes\" (and) \\ more: ok?", ""),
        ("x\r\nBcc: evil@b.example", "x  Bcc: evil@b.example"),
        ("x\nSubject: y\u{0}\u{1B}[31m\u{7F}\u{85}\u{2028}z", "x Subject: y  [31m   z"),
        ("=?UTF-8?B?5YC8?= is not encoded", ""),
        ("a =?x", ""),
        ("two  spaces and\ta tab", "two  spaces and a tab"),
        ("值班室：紧急信息未按时报送，请立即核实并补报，逾期将上报市政府办公室和省委办公厅处理", ""),
        ("👩‍👩‍👧‍👦 family 🇨🇳 flags é e\u{301} \u{1F3F4}\u{E0067}\u{E007F}", ""),
        ("left \u{202E}evil\u{2066}x\u{2069}", "left  evil x"),
        ("--=_duebell_grp_9--", ""),
        ("--=_duebell_grp_9", ""),
        (".", ""),
        ("From nobody", ""),
        (
            String(repeating: "word ", count: 2_000),
            String(repeating: "word ", count: 47) + "word…"
        ),
        (String(repeating: "x", count: 10_000), String(repeating: "x", count: 239) + "…"),
        (String(repeating: "长", count: 10_000), String(repeating: "长", count: 239) + "…"),
        (String(repeating: "a@b,;<>\"\\()[]:", count: 10), ""),
    ].map { ($0.0, $0.1.isEmpty ? $0.0 : $0.1) }

    @Test func `a text is carried as lightly as it can be`() throws {
        let accents = "Le rapport exigé n'est pas arrivé. " + String(repeating: "plain ", count: 40)
        for (text, encoding) in [
            ("ASCII alone", "7bit"), (accents, "quoted-printable"), ("紧急信息报送", "base64"),
            (String(repeating: "long ", count: 30), "quoted-printable"),
        ] {
            let mail = try parse(sampleMessage(to: ["z@a.example"], text: text, html: text))
            #expect(mail["encodings"] == [.string(encoding), .string(encoding)])
            #expect(mail["contents"] == [.string(text), .string(text)])
        }
    }

    @Test func `the same message gives the same bytes, another incident another thread`() throws {
        let recipients = [MailComposer.Recipient(name: "", address: MailAddress("z@a.example"))]
        func thread(_ incident: String) throws -> String? {
            try parse(sampleMessage(incident: incident, to: ["z@a.example"]))["headers"]?[
                "References"]?.string
        }
        let message = sampleMessage(to: ["z@a.example"])
        #expect(
            composer.compose(message, to: recipients) == composer.compose(message, to: recipients))
        #expect(try thread("市/1 <a>") == thread("市/1 <a>"))
        #expect(try thread("市/1 <a>") != thread("市/1 <b>"))
    }

    @Test(arguments: [
        ("alarm", "high", "urgent", "1"), ("relief", "low", "non-urgent", "5"),
        ("warning", nil, nil, nil), ("notice", nil, nil, nil),
    ])
    func `a mail is marked by its tone, and most are not`(
        tone: String, importance: String?, priority: String?, number: String?
    ) throws {
        for isCombined in [false, true] {
            let data: JSONObject = ["tone": .string(tone)]
            let message = sampleMessage(
                to: ["z@a.example"],
                data: isCombined ? ["messages": [.object(data), ["tone": "notice"]]] : data)
            let mail = try parse(message)
            #expect(mail["defects"] == [])
            #expect(mail["headers"]?["Importance"]?.string == importance)
            #expect(mail["headers"]?["Priority"]?.string == priority)
            #expect(mail["headers"]?["X-Priority"]?.string == number)
        }
    }

    @Test func `somebody without an address is still named`() throws {
        let recipients = [MailComposer.Recipient(name: "Duty room", address: nil)]
        let mail = String(
            decoding: composer.compose(sampleMessage(to: [nil]), to: recipients), as: UTF8.self)
        #expect(mail.contains("\r\nTo: \"Duty room\" :;\r\n"))
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/spamassassin"),
            "spamassassin is not installed"),
        arguments: [
            ("i-1: report overdue", "The report is overdue. Please submit it at once."),
            ("紧急信息未按时报送", "紧急信息报送已逾期，请立即核实并补报。"),
            ("Rapport exigé", "Le rapport exigé n'est pas arrivé à l'heure prévue par la loi."),
        ])
    func `a spam filter finds no fault with its form`(subject: String, text: String) throws {
        let message = sampleMessage(
            to: ["z@a.example"], subject: subject, text: text,
            html: "<html><body><p>\(text)</p></body></html>")
        let recipients = [MailComposer.Recipient(name: "张伟", address: MailAddress("z@a.example"))]
        let mail = composer.compose(message, to: recipients)
        let verdict = try run("/usr/bin/spamassassin", ["-L", "-t"], input: mail)
        let report = String(decoding: verdict, as: UTF8.self)
        #expect(report.contains("X-Spam-Checker-Version"))
        let faults = [
            "MISSING_DATE", "MISSING_MID", "MISSING_FROM", "MISSING_SUBJECT", "MISSING_HEADERS",
            "INVALID_DATE", "INVALID_MSGID", "MSGID_SHORT", "MSGID_NOFQDN1", "SUBJ_ILLEGAL_CHARS",
            "FROM_ILLEGAL_CHARS", "HEAD_ILLEGAL_CHARS", "SUBJECT_NEEDS_ENCODING", "BAD_ENC_HEADER",
            "MIME_HTML_ONLY", "MIME_QP_LONG_LINE", "MIME_BASE64_TEXT", "MPART_ALT_DIFF",
            "BASE64_LENGTH_79_INF", "DATE_IN_FUTURE",
        ]
        #expect(faults.filter { report.contains($0) } == [])
    }
}
