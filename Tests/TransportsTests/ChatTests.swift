import Cases
import Foundation
import Rules
import TestSupport
import Testing
import Transports

/// Every chat and paging service, against a receiver that answers as its vendor does.
@Suite struct ChatTests {
    private static let suite = testsFolder + "/TransportsTests/Suites/chat/"
    private static let loop = CurlLoop()
    private static let server = Result {
        try TestServer("chat_server.py", [suite + "presets.json"])
    }

    private static func read(_ name: String) throws -> JSON {
        try JSONReader.read(Array(try Data(contentsOf: URL(filePath: suite + name))))
    }

    /// A failure reply of a service, by its number in the collection.
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
        keyword: String? = nil, mentions: [String] = []
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
            service: service, keyword: keyword, mentions: mentions,
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
        // What the service said is kept.
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
        #expect(try sent(to: "fail/1?m").map { $0["chat_id"] } == [-100_123, -100_999])
    }

    @Test func `a page is raised for each obligation and resolved when it is over`() async throws {
        func page(_ reason: JSON, _ marker: String) async throws -> [JSON] {
            let data: JSONObject = [
                "notices": [
                    ["obligation": "urgent/city/1", "reason": reason],
                    ["obligation": "urgent/city/2", "reason": "overdue"],
                ]
            ]
            let kind = try channel(.pagerduty, "ok?" + marker)
            let receipt = try await send(kind, sampleMessage(to: [nil], data: data))
            #expect(receipt.delivery != nil, "\(receipt)")
            return try sent(to: "?" + marker)
        }
        let raised = try await page("overdue", "raised")
        let over = try await page("met", "over")
        #expect(raised.map { $0["event_action"] } == ["trigger", "trigger"])
        #expect(over.map { $0["event_action"] } == ["resolve", "trigger"])
        #expect(raised.map { $0["dedup_key"] } == ["i-1/urgent/city/1", "i-1/urgent/city/2"])
        #expect(over.map { $0["dedup_key"] } == raised.map { $0["dedup_key"] })
        #expect(raised[0]["payload"]?["severity"] == "critical")
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
