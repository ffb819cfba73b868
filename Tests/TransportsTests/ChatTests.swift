import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

/// Every chat and paging service, against a receiver that answers like its vendor.
@Suite(.serialized) struct ChatTests {
    private static let suite = testsFolder + "/TransportsTests/Suites/chat/"
    private static let loop = CurlLoop()
    private static let server = Result {
        try TestServer("chat_server.py", [suite + "presets.json"])
    }

    private static func read(_ name: String) throws -> JSON {
        try JSONReader.read(Array(try Data(contentsOf: URL(filePath: suite + name))))
    }

    /// A failure reply of a service, with its number in the collection.
    struct Failure: Sendable, CustomTestStringConvertible {
        let service: ChatChannel.Service
        let number: Int
        let reply: JSON

        var testDescription: String { "\(service.rawValue) \(reply.serialized())" }
    }

    private static let failures: [Failure] = {
        let presets = (try? read("presets.json"))?["presets"]
        return ChatChannel.Service.allCases.flatMap { service in
            let names = ["teams": "teams_workflow", "pagerduty": "pagerduty_v2"]
            let preset = presets?[names[service.rawValue] ?? service.rawValue]
            return (preset?["failures"]?.array ?? []).enumerated().map {
                Failure(service: service, number: $0, reply: $1)
            }
        }
    }()

    private func channel(
        _ service: ChatChannel.Service, _ path: String, secret: String? = nil,
        keyword: String? = nil, mentions: [String] = [], say: ChatChannel.Say = .text
    ) throws -> Channel.Kind {
        let port = try Self.server.get().port
        let url = "http://127.0.0.1:\(port)/\(service.rawValue)/\(path)"
        var (place, token): (String?, String?)
        switch service {
        case .telegram: place = "-100123"
        case .ntfy: (place, token) = ("duty-room", "t0k3n-t0k3n")
        case .gotify: token = "t0k3n-t0k3n"
        case .pagerduty: token = String(repeating: "R", count: 32)
        case .feishu, .dingtalk, .wecom, .slack, .teams, .discord, .mattermost: break
        }
        let chat = ChatChannel(
            service: service, say: say, keyword: keyword, mentions: mentions,
            place: place.map { .literal($0) }, token: token.map { .literal($0) })
        return .webhook(
            WebhookChannel(
                url: .literal(url + (service == .dingtalk ? "access_token=t" : "")),
                form: .chat(chat), secrets: secret.map { [.literal($0)] } ?? []))
    }

    private func send(_ kind: Channel.Kind, _ message: Message) async throws -> Receipt {
        try #require(await (try openTransport(kind, loop: Self.loop)).send(message).first)
    }

    private func sent(to marker: String) throws -> [JSON] {
        try Self.server.get().log().filter { $0["path"]?.string?.contains(marker) == true }
            .compactMap { $0["json"] }
    }

    @Test(arguments: ChatChannel.Service.allCases)
    func `a service takes what we send, whatever a record holds`(
        service: ChatChannel.Service
    ) async throws {
        let texts = [
            "plain", "迟到：紧急信息 👩‍👩‍👧‍👦 e\u{301}", "a \"quote\" \\ and {{message.text}}\nline\r\n\tend",
            "@everyone @all @here <!channel> <@U1> <at id=all></at> <b>bold</b> &lt; [x](http://e)",
            "**bold** _it_ ~~no~~ `code`\n# head\n> quote", "",
            "- item\n  + item\n1. one\n12) two\nhead\n===\n/start #tag $X ~x~ snake_case a@b.example",
            String(repeating: "长文本很长。", count: 5_000),
            String(repeating: "👩‍👩‍👧‍👦<&>\"", count: 3_000), String(repeating: "\"\n", count: 20_000),
        ]
        for (index, text) in texts.enumerated() {
            let subject = String(
                text.filter { !$0.isNewline }.prefix(300).isEmpty
                    ? "i-1" : text.filter { !$0.isNewline }.prefix(300))
            let message = sampleMessage(to: [nil], subject: subject, text: text)
            for mentions in [[], ["13800000000", "all"]] {
                let receipt = try await send(
                    try channel(service, "ok?", mentions: mentions), message)
                #expect(receipt.delivery != nil, "\(index) \(receipt)")
            }
        }
    }

    @Test(arguments: failures)
    func `a failure is what the service means by it`(failure: Failure) async throws {
        let kind = try channel(failure.service, "fail/\(failure.number)?")
        let receipt = try await send(kind, sampleMessage(to: [nil]))
        switch failure.reply["retry"] {
        case .bool(false), "after clock check":
            #expect(receipt.refusal != nil, "\(receipt)")
        case "with the new chat_id":
            #expect(receipt.delivery != nil, "\(receipt)")
        default:
            #expect(receipt.deferral != nil, "\(receipt)")
        }
        // The service's own text is kept.
        let said = failure.reply["body"]?["errmsg"]?.string ?? failure.reply["body"]?["msg"]?.string
        if let said { #expect(receipt.answer.text.contains(said)) }
    }

    @Test func `the collection of failures is there`() {
        #expect(Self.failures.count >= 40)
        #expect(Set(Self.failures.map(\.service)).count == ChatChannel.Service.allCases.count)
    }

    @Test(arguments: [
        ("discord", 0, 0.65), ("telegram", 0, 35), ("slack", 6, 30), ("dingtalk", 3, 600),
        ("feishu", 5, 60), ("wecom", 1, 60),
    ])
    func `a service that has too much says for how long`(
        name: String, number: Int, seconds: Double
    ) async throws {
        let service = try #require(ChatChannel.Service(rawValue: name))
        let receipt = try await send(
            try channel(service, "fail/\(number)?"), sampleMessage(to: [nil]))
        guard case .deferred(_, let after) = receipt else {
            Issue.record("\(receipt)")
            return
        }
        #expect(after == .milliseconds(Int64(seconds * 1_000)))
    }

    @Test(
        arguments: ChatChannel.Service.allCases.filter { ![.teams, .discord].contains($0) })
    func `an answer of somebody else is no success`(service: ChatChannel.Service) async throws {
        let receipt = try await send(try channel(service, "garbage?"), sampleMessage(to: [nil]))
        #expect(receipt.deferral?.code == 200, "\(receipt)")
        #expect(receipt.answer.text.contains("look at `url`"))
    }

    @Test(arguments: [(ChatChannel.Service.discord, 204), (.feishu, 200)])
    func `the other answer by which a service says that it has it is a success too`(
        service: ChatChannel.Service, code: Int
    ) async throws {
        let receipt = try await send(try channel(service, "other?"), sampleMessage(to: [nil]))
        #expect(receipt.delivery?.code == code, "\(receipt)")
    }

    @Test(arguments: [ChatChannel.Service.feishu, .dingtalk])
    func `a request is signed as the service asks`(service: ChatChannel.Service) async throws {
        let right = try channel(service, "ok?secret=SECdemo&", secret: "SECdemo")
        #expect(try await send(right, sampleMessage(to: [nil])).delivery != nil)
        let wrong = try channel(service, "ok?secret=SECdemo&", secret: "other")
        #expect(try await send(wrong, sampleMessage(to: [nil])).refusal != nil)
    }

    @Test func `what the bot asks for is said once, and what to mend is told`() async throws {
        for subject in ["i-1: overdue", "值班 i-1: overdue"] {
            let kind = try channel(.feishu, "ok?keyword=\(subject.utf8.count)", keyword: "值班")
            _ = try await send(kind, sampleMessage(to: [nil], subject: subject))
            let body = try #require(try sent(to: "keyword=\(subject.utf8.count)").last)
            #expect(body["card"]?["header"]?["title"]?["content"] == "值班 i-1: overdue")
        }
        let refused = try await send(try channel(.feishu, "fail/4?"), sampleMessage(to: [nil]))
        #expect(
            refused.refusal?.text.hasPrefix("set `keyword` to a word the bot asks for: ") == true)
    }

    @Test func `a chat of one's own goes before that of the channel, and one moves`() async throws {
        let kind = try channel(.telegram, "ok?own")
        #expect(try await send(kind, sampleMessage(to: ["@duty"])).delivery != nil)
        #expect(try sent(to: "?own").last?["chat_id"] == "@duty")
        let moved = try await send(try channel(.telegram, "fail/1?m"), sampleMessage(to: [nil]))
        #expect(moved.delivery?.code == 200)
        #expect(
            moved.answer.text.hasPrefix("it has moved to -100999, write that into `chat`: "))
        let own = try await send(
            try channel(.telegram, "fail/1?by-reach"), sampleMessage(to: ["-100123"]))
        #expect(own.answer.text.contains("write that into the address in `reach`"))
        #expect(try sent(to: "fail/1?m").map { $0["chat_id"] } == [-100_123, -100_999])
    }

    @Test func `a topic of a chat is named, and an address has its own`() async throws {
        let port = try Self.server.get().port
        let chat = ChatChannel(service: .telegram, place: .literal("-100123"), thread: 7)
        let kind = Channel.Kind.webhook(
            WebhookChannel(
                url: .literal("http://127.0.0.1:\(port)/telegram/ok?topic"), form: .chat(chat)))
        for address in [nil, "-100456", "-100456/9"] {
            #expect(try await send(kind, sampleMessage(to: [address])).delivery != nil)
        }
        let bodies = try sent(to: "?topic")
        #expect(bodies.map { $0["chat_id"] } == [-100_123, -100_456, -100_456])
        #expect(bodies.map { $0["message_thread_id"] } == [7, nil, 9])
    }

    // MARK: Pages

    private func pages(
        _ marker: String, _ data: JSONObject, incident: String? = "i-1",
        type: String = "incident.report_overdue"
    ) async throws -> [JSON] {
        let kind = try channel(.pagerduty, "ok?" + marker)
        let message = sampleMessage(incident: incident, to: [nil], data: data, type: type)
        let receipt = try await send(kind, message)
        #expect(receipt.delivery != nil, "\(receipt)")
        return try sent(to: "?" + marker)
    }

    private static let keys = ["urgent/city/1", "urgent/city/2"].map {
        AlertKey.text(incident: "i-1", obligation: $0)
    }

    private static func notices(_ reason: String) -> JSON {
        [
            ["obligation": "urgent/city/1", "reason": .string(reason)],
            ["obligation": "urgent/city/2", "reason": "approaching"],
        ]
    }

    @Test func `a page is raised for each obligation and resolved when it is over`() async throws {
        let raised = try await pages("raised", ["notices": Self.notices("overdue")])
        #expect(raised.map { $0["event_action"] } == ["trigger", "trigger"])
        #expect(raised.map { $0["dedup_key"]?.string } == Self.keys)
        #expect(raised.map { $0["payload"]?["severity"] } == ["critical", "warning"])
        let over = try await pages("over", ["notices": Self.notices("met")])
        // The second resolves an alert raised by an earlier version.
        #expect(over.map { $0["event_action"] } == ["resolve", "resolve", "trigger"])
        #expect(
            over.map { $0["dedup_key"]?.string }
                == [Self.keys[0], "i-1/urgent/city/1", Self.keys[1]])
    }

    @Test func `a page that may not say what it is about has the same key`() async throws {
        func masked(_ reason: String) -> JSONObject {
            [
                "incident": "i-1", "masked": true,
                "notices": [["key": .string(Self.keys[0]), "reason": .string(reason)]],
            ]
        }
        let raised = try await pages("m1", masked("overdue"), type: "incident.masked")
        let over = try await pages("m2", masked("met"), type: "incident.masked")
        #expect(raised.map { $0["event_action"] } == ["trigger"])
        #expect(raised.map { $0["payload"]?["severity"] } == ["critical"])
        #expect(over.map { $0["event_action"] } == ["resolve"])
        #expect((raised + over).allSatisfy { $0["dedup_key"]?.string == Self.keys[0] })
    }

    @Test func `a bundle raises and resolves all that is in it`() async throws {
        let data: JSONObject = [
            "messages": [
                [
                    "incident": "i-1", "subject": "first", "type": "incident.report_overdue",
                    "notices": Self.notices("met"),
                ],
                [
                    "incident": "i-2", "subject": "second", "type": "incident.masked",
                    "notices": [["key": "k2", "reason": "still-overdue"]],
                ],
                ["incident": "i-3", "subject": "third", "notices": [["reason": "undecidable"]]],
            ]
        ]
        let pages = try await pages("bundle", data, incident: nil, type: "incident.bundle")
        #expect(
            pages.map { $0["dedup_key"]?.string }
                == [Self.keys[0], "i-1/urgent/city/1", Self.keys[1], "k2", "i-3"])
        #expect(
            pages.map { $0["event_action"]?.string }
                == ["resolve", "resolve", "trigger", "trigger", "trigger"])
        #expect(
            pages.compactMap { $0["payload"]?["summary"]?.string } == ["first", "second", "third"])
        #expect(
            pages.compactMap { $0["payload"]?["severity"]?.string }
                == ["warning", "critical", "critical"])
    }

    @Test func `an affair of Duebell's own is a page by the message`() async throws {
        let pages = try await pages(
            "affair", [:], incident: nil, type: "operation.channel_failing")
        #expect(pages.map { $0["dedup_key"]?.string } == ["grp_1"])
    }

    // MARK: Urgency and choice of text

    @Test(arguments: [
        (["met", "overdue"], "red"), (["met", "waived"], "green"), (["opened", "met"], "blue"),
        (["approaching"], "orange"),
    ])
    func `a bundle is as pressing as the most pressing part`(
        reasons: [String], colour: String
    ) async throws {
        let parts = reasons.map { JSON.object(["notices": [["reason": .string($0)]]]) }
        let message = sampleMessage(
            incident: nil, to: [nil], data: ["messages": .array(parts)], type: "incident.bundle")
        let marker = "colour-" + reasons.joined(separator: "-")
        _ = try await send(try channel(.feishu, "ok?" + marker), message)
        #expect(
            try sent(to: marker).last?["card"]?["header"]?["template"]?.string == colour)
    }

    private static let told: Message = {
        let title = Escaping.markdown("**x** [y](http://e) <@U1> a_b `c` \\ & ||z||")
        var message = sampleMessage(to: [nil], subject: "the subject", text: "the text")
        message[.short] = "the short one"
        message[.markdown] = "# Head\n\n- **bold** \(title)\n- two @all\n"
        return message
    }()

    @Test(arguments: ChatChannel.Service.allCases)
    func `the short text is said where a channel asks for it`(
        service: ChatChannel.Service
    ) async throws {
        let kind = try channel(service, "ok?short-\(service)&", say: .short)
        #expect(try await send(kind, Self.told).delivery != nil)
        let body = try #require(try sent(to: "short-\(service)").last).serialized()
        #expect(body.contains("the short one"))
        #expect(!body.contains("the text") || service == .pagerduty)
        #expect(body.contains("the subject") != (service == .pagerduty))
    }

    @Test(arguments: ChatChannel.Service.allCases)
    func `the whole text is said where a channel asks for it, and by itself`(
        service: ChatChannel.Service
    ) async throws {
        let kind = try channel(service, "ok?whole-\(service)&", say: .text)
        #expect(try await send(kind, Self.told).delivery != nil)
        let body = try #require(try sent(to: "whole-\(service)").last).serialized()
        #expect(body.contains("the text"), "\(body)")
        #expect(body.contains("the subject"), "\(body)")
        #expect(!body.contains("the short one") && !body.contains("Head"), "\(body)")
    }

    @Test(arguments: [
        (
            ChatChannel.Service.dingtalk,
            "# Head\n\n- **bold** ＊＊x＊＊ ［y］(http://e) ＜＠U1＞ a＿b ｀c｀ ＼ ＆ ||z||\n- two ＠all\n"
        ),
        (
            .wecom,
            "# Head\n\n- **bold** ＊＊x＊＊ ［y］(http://e) ＜@U1＞ a＿b ｀c｀ ＼ ＆ ||z||\n- two @all\n"
        ),
        (
            .discord,
            "# Head\n\n- **bold** \\*\\*x\\*\\* \\[y\\](http://e) \\<@U1\\> a\\_b \\`c\\` \\\\ \\& "
                + "\\|\\|z\\|\\|\n- two @all\n"
        ),
        (
            .teams,
            "# Head\n\n- **bold** \\*\\*x\\*\\* \\[y\\](http://e) \\<@U1\\> a\\_b \\`c\\` \\\\ \\& "
                + "||z||\n- two @all\n"
        ),
        (
            .mattermost,
            "# Head\n\n- **bold** \\*\\*x\\*\\* \\[y\\](http://e) &lt;@\u{200B}U1&gt; a\\_b \\`c\\` "
                + "\\\\ &amp; ||z||\n- two @\u{200B}all\n"
        ),
    ])
    func `Markdown is shown, and what a record holds in it is none`(
        service: ChatChannel.Service, expected: String
    ) async throws {
        let kind = try channel(service, "ok?md=\(service)&", say: .markdown)
        let receipt = try await send(kind, Self.told)
        #expect(receipt.delivery != nil, "\(receipt)")
        let body = try #require(try sent(to: "md=\(service)").last)
        let texts: [JSON?] = [
            body["markdown"]?["text"], body["markdown"]?["content"],
            body["embeds"]?.array?.first?["description"],
            body["attachments"]?.array?.first?["content"]?["body"]?.array?.last?["text"],
            body["attachments"]?.array?.first?["text"],
        ]
        let shown = texts.compactMap { $0?.string }
        let text = shown.first ?? ""
        #expect(text.hasSuffix(expected), "\(text)")
    }

    @Test(arguments: ["[值班]", "#值班#", "值班"])
    func `the word a robot asks for is said as it is`(keyword: String) async throws {
        for service in [ChatChannel.Service.dingtalk, .feishu] {
            let marker = "word-\(keyword.unicodeScalars.first?.value ?? 0)-\(service)"
            // The keyword is the operator's own, so it is not escaped.
            let kind = try channel(service, "ok?md=1&\(marker)&", keyword: keyword)
            #expect(try await send(kind, sampleMessage(to: [nil])).delivery != nil)
            let body = try #require(try sent(to: marker).last).serialized()
            #expect(body.contains("\(keyword) i-1: report overdue"))
        }
    }

    @Test func `an alert whose content is left out ends when the matter does`() async throws {
        for isOver in [false, true] {
            let marker = "masked-\(isOver)"
            let data: JSONObject = ["incident": "i-1", "masked": true, "over": .bool(isOver)]
            let kind = try channel(.pagerduty, "ok?" + marker)
            _ = try await send(
                kind, sampleMessage(to: [nil], data: data, type: "incident.masked"))
            let events = try sent(to: "?" + marker)
            #expect(events.map { $0["event_action"] } == [isOver ? "resolve" : "trigger"])
            #expect(events.map { $0["dedup_key"] } == ["i-1"])
        }
    }
}
