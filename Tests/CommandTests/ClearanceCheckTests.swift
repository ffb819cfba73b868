import Foundation
import JSON
import TestSupport
import Testing

/// The warnings about classification, and the characters nobody sees in what commands print.
@Suite struct ClearanceCheckTests {
    /// Checks the shipped rules with changed channels and settings; returns the warnings.
    private static func warnings(
        _ change: (inout JSONObject) -> Void
    ) async throws -> String {
        let office = try Office()
        let path = "rules/office.json"
        var rules = try #require(
            try JSONReader.read(Array(try office.folder.read(path).utf8)).object)
        change(&rules)
        try office.folder.write(JSON.object(rules).serialized(.indented), to: path)
        let outcome = try await office.run("check")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.errors
    }

    private static func mail(_ more: JSONObject) -> JSON {
        var mail: JSONObject = [
            "kind": "maildir", "path": "mail", "from": "duty@city.example",
        ]
        for member in more.members { mail[member.key] = member.value }
        return ["mail": .object(mail)]
    }

    @Test func `the shipped rules have no such warning`() async throws {
        let told = try await Self.warnings { _ in }
        #expect(!told.contains("carries"), "\(told)")
    }

    @Test func `a list of classifications is warned of until it is said how the unmarked count`()
        async throws
    {
        let silent = try await Self.warnings { $0["channels"] = Self.mail(["carries": ["公开"]]) }
        #expect(silent.contains("warning: /channels/mail/carries"), "\(silent)")
        #expect(silent.contains("(classification.unmarked)"))
        let told = try await Self.warnings { rules in
            rules["channels"] = Self.mail(["carries": ["公开"]])
            var settings = rules["settings"]?.object ?? JSONObject()
            settings["classification"] = ["unmarked": "公开"]
            rules["settings"] = .object(settings)
        }
        #expect(!told.contains("carries"), "\(told)")
    }

    @Test(arguments: [
        (
            [
                "kind": "email", "server": "smtp://mail.example", "tls": "required",
                "from": "d@c.example",
            ] as JSONObject, "mail"
        ),
        (
            ["kind": "webhook", "format": "slack", "url": "https://hooks.example/x"] as JSONObject,
            "a chat"
        ),
        (
            [
                "kind": "webhook", "format": "sms", "url": "https://sms.example/x",
                "body": ["text": "{{message.text}}", "to": "{{to.address}}"],
            ] as JSONObject, "text messages"
        ),
    ])
    func `mail, text messages and chats that carry everything are warned of`(
        channel: JSONObject, kind: String
    ) async throws {
        let told = try await Self.warnings { rules in
            guard case .object(var channels)? = rules["channels"] else { return }
            channels["out"] = .object(channel)
            rules["channels"] = .object(channels)
        }
        #expect(told.contains("a channel for \(kind) without \"carries\""), "\(told)")
        #expect(told.contains("(channel.carries)"))
    }

    @Test func `characters nobody sees are written out, and escaped in JSON`() async throws {
        let office = try Office()
        let hidden = "\u{202E}\u{200B}\u{2066}"
        let path = "rules/regimes/cn-party-urgent/urgent-information.json"
        let rules = try office.folder.read(path)
        try office.folder.write(
            rules.replacingOccurrences(of: "紧急信息报送", with: "紧急\(hidden)信息报送"), to: path)
        let check = try await office.run("check")
        #expect(check.output.contains("紧急<U+202E><U+200B><U+2066>信息报送"), "\(check.output)")
        let line = #"{"when":{"var":"a"},"data":{"a":"x\#(hidden)y"}}"#
        let tried = try await office.run("try", "condition", line)
        #expect(tried.output == "{\"result\":\"x\\u202e\\u200b\\u2066y\"}\n")
        let record = #"{"type":"incident","incident":"i\#(hidden)","unit":"x"}"#
        try office.folder.write(record, to: "records.ndjson")
        let refused = try await office.run("simulate", "--records", "records.ndjson")
        for text in [check.output, check.errors, tried.output, refused.output, refused.errors] {
            #expect(!text.unicodeScalars.contains { hidden.unicodeScalars.contains($0) })
        }
    }
}
