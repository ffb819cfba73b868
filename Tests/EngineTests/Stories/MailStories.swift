import Cases
import Foundation
import JSON
import Rules
import TestSupport
import Testing

/// The actual mails sent, judged by software that examines mails.
@Suite struct MailStories {
    /// The kinds of mail, each produced by its real cause.
    private static let kinds = ["overdue", "met", "masked", "bundle", "operation"]

    /// Returns the mails received by the server, by kind.
    private func mails(in language: String) async throws -> [String: [[UInt8]]] {
        let world = try await Harness { rules in
            rules.language = language
            rules.awaiting = ["committee"]
            for (name, settings) in [
                ("narrow", ["carries": ["public"]] as JSONObject),
                ("slow", ["rate": ["messages": 1, "per": "10m"]]),
            ] {
                var channel: JSONObject = [
                    "kind": "email", "server": .string("smtp://127.0.0.1:\(rules.mailPort)"),
                    "tls": "none", "from": "duty@city.example", "fromName": "市委值班室",
                ]
                for member in settings.members { channel[member.key] = member.value }
                rules.channels[name] = .object(channel)
            }
            rules.reach["committee-duty"] = [
                ["channel": "narrow", "address": .string("committee-duty@\(rules.domain)")]
            ]
            rules.reach["anju-head"] = [
                ["channel": "slow", "address": .string("anju-head@\(rules.domain)")]
            ]
        }
        for number in 1...3 {
            var incident = try #require(SampleRecords.incident("i-\(number)").object)
            incident["title"] = "天然气爆炸 \"Gas\" <b>&</b> =?utf-8?q?x?="
            incident["classification"] = "secret"
            try world.drop(.object(incident))
        }
        try await world.turn()
        try await world.advance(to: "18:00")
        try await world.hand(["type": "incident", "incident": "", "title": "no such record"])
        try await world.hand(SampleRecords.report(to: ["committee"], at: "18:05"))
        try await world.advance(to: "18:40")
        return try sorted(world)
    }

    private func sorted(_ world: Harness) throws -> [String: [[UInt8]]] {
        let bundles = ["matters", "件事"]
        var mails: [String: [[UInt8]]] = [:]
        for entry in try Harness.mailServer.get().log() {
            let to = (entry["to"]?.array ?? []).compactMap(\.string)
            guard let box = to.first(where: { $0.hasSuffix("@" + world.rules.domain) }),
                let data = entry["data"]?.string.flatMap({ Data(base64Encoded: $0) })
            else { continue }
            let subject = entry["subject"]?.string ?? ""
            let kind =
                switch box.prefix(while: { $0 != "@" }) {
                case "committee-duty": "masked"
                case "engineer": "operation"
                case "anju-head" where bundles.contains(where: subject.contains): "bundle"
                case "anju-duty" where ["REPORTED", "已报"].contains(where: subject.contains): "met"
                default: "overdue"
                }
            mails[kind, default: []].append(Array(data))
        }
        return mails
    }

    @Test(arguments: ["en", "zh-Hans"])
    func `CPython finds no defect in any mail that goes out`(language: String) async throws {
        let mails = try await mails(in: language)
        #expect(Set(mails.keys) == Set(Self.kinds))
        for (kind, mails) in mails {
            for mail in mails {
                let parsed = try JSONReader.read(
                    try run(
                        "/usr/bin/python3", [TestServer.script("parse_mail.py")], input: mail))
                #expect(parsed["defects"] == [], "\(kind)")
                #expect(parsed["isASCII"] == true)
                #expect(parsed["bareLineEnds"] == 0)
                #expect(parsed["parts"] == ["text/plain", "text/html"])
                #expect(parsed["headers"]?["Content-Language"]?.string == language)
                let shown = parsed["contents"]?.array?.compactMap(\.string) ?? []
                // Content for which a channel is not cleared is in no part of its mails.
                let tellsTitle = shown.contains { $0.contains("天然气爆炸") }
                #expect(tellsTitle == !["masked", "operation"].contains(kind), "\(kind)")
            }
        }
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/spamassassin"),
            "spamassassin is not installed"),
        arguments: ["en", "zh-Hans"])
    func `a spam filter finds no fault with the form of any kind`(
        language: String
    ) async throws {
        let mails = try await mails(in: language)
        for kind in Self.kinds {
            let mail = try #require(mails[kind]?.last)
            let verdict = try run("/usr/bin/spamassassin", ["-L", "-t"], input: mail)
            let report = String(decoding: verdict, as: UTF8.self)
            #expect(report.contains("X-Spam-Checker-Version"))
            #expect(SpamFaults.all.filter(report.contains) == [], "\(kind)")
        }
    }
}

/// The rules of SpamAssassin about the form of a mail, not its content.
enum SpamFaults {
    static let all = [
        "MISSING_DATE", "MISSING_MID", "MISSING_FROM", "MISSING_SUBJECT", "MISSING_HEADERS",
        "INVALID_DATE", "INVALID_MSGID", "MSGID_SHORT", "MSGID_NOFQDN1", "SUBJ_ILLEGAL_CHARS",
        "FROM_ILLEGAL_CHARS", "HEAD_ILLEGAL_CHARS", "SUBJECT_NEEDS_ENCODING", "BAD_ENC_HEADER",
        "MIME_HTML_ONLY", "MIME_QP_LONG_LINE", "MIME_BASE64_TEXT", "MPART_ALT_DIFF",
        "BASE64_LENGTH_79_INF", "DATE_IN_FUTURE", "HTML_IMAGE_ONLY", "HTML_TAG_BALANCE_BODY",
        "HTML_MIME_NO_HTML_TAG", "HTML_OBFUSCATE", "HTML_FONT_LOW_CONTRAST",
    ]
}
