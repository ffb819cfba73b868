import Deliveries
import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// The codes of the services, by whatever HTTP status they come.
@Suite(.serialized) struct ChatAnswerTests {
    private static let loop = CurlLoop()
    private static let server = Result { try TestServer("http_server.py") }

    /// The meaning of an answer.
    enum Meaning: Hashable, Sendable {
        case delivered
        case waits(seconds: Int?)
        case refused(Receipt.Answer.Scope)
    }

    /// An answer of a service.
    struct Answer: Sendable, CustomTestStringConvertible {
        let service: ChatChannel.Service
        let status: Int
        let body: String
        let meaning: Meaning

        init(
            _ service: ChatChannel.Service, _ status: Int, _ body: String, _ meaning: Meaning
        ) {
            (self.service, self.status, self.body, self.meaning) = (service, status, body, meaning)
        }

        var testDescription: String { "\(service) \(status) \(body)" }
    }

    private static let channel = Meaning.refused(.channel)
    private static let unknown = Meaning.refused(.unknown)
    private static let message = Meaning.refused(.message)

    private static let dingTalk: [Answer] =
        [
            (410_100, .waits(seconds: 600)), (130_101, .waits(seconds: 600)),
            (-1, .waits(seconds: nil)), (90_030, channel), (300_001, channel), (300_005, channel),
            (310_000, channel), (400_013, channel), (400_101, channel), (400_102, channel),
            (400_106, channel), (430_102, message), (400_105, unknown), (40_035, unknown),
            (123_456, unknown),
        ].map { Answer(.dingtalk, 200, #"{"errcode":\#($0.0),"errmsg":"x"}"#, $0.1) } + [
            Answer(.dingtalk, 400, #"{"errcode":410100}"#, .waits(seconds: 600)),
            Answer(.dingtalk, 200, #"{"errcode":"0","errmsg":"ok"}"#, .delivered),
            Answer(.dingtalk, 503, #"{"errcode":0}"#, .waits(seconds: nil)),
            Answer(.dingtalk, 404, "nothing here", channel),
        ]

    private static let feishu: [Answer] =
        [
            (400, 9_499, "too many request", .waits(seconds: 60)),
            (400, 9_499, "Bad Request", unknown),
            (200, 9_499, "Bad Request", unknown),
            (400, 11_232, "frequency limited", .waits(seconds: 60)),
            (400, 99_991_400, "request trigger frequency limit", .waits(seconds: 60)),
            (400, 19_021, "sign match fail", channel), (200, 19_001, "token invalid", channel),
            (400, 19_007, "Bot Not Enabled", channel), (403, 19_022, "Ip Not Allowed", channel),
            (400, 19_024, "Key Words Not Found", channel), (400, 19_002, "params error", unknown),
        ].map { Answer(.feishu, $0.0, #"{"code":\#($0.1),"msg":"\#($0.2)"}"#, $0.3) }

    private static let weCom: [Answer] =
        [
            (200, 93_000, channel), (200, 93_004, channel), (400, 93_008, channel),
            (200, 45_009, .waits(seconds: 60)), (429, 45_033, .waits(seconds: 60)),
            (200, 40_058, message), (200, 40_008, unknown), (200, -1, .waits(seconds: nil)),
        ].map { Answer(.wecom, $0.0, #"{"errcode":\#($0.1),"errmsg":"x"}"#, $0.2) }

    private static let others: [Answer] = [
        Answer(.slack, 404, "no_service", channel), Answer(.slack, 400, "invalid_token", channel),
        Answer(.slack, 400, "posting_to_general_channel_denied", channel),
        Answer(.slack, 400, "invalid_payload", unknown),
        Answer(.slack, 200, "no_active_hooks", channel),
        Answer(.teams, 413, "", message), Answer(.teams, 404, "", channel),
        Answer(
            .teams, 400, #"{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"x"}}"#,
            channel),
        Answer(.teams, 400, #"{"error":{"code":"InvalidRequestContent"}}"#, unknown),
        Answer(
            .teams, 200, "Microsoft Teams endpoint returned HTTP error 413 with ContextId x",
            message),
        Answer(
            .teams, 200, "Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
            .waits(seconds: nil)),
        Answer(.discord, 404, #"{"code":10015,"message":"Unknown Webhook"}"#, channel),
        Answer(.discord, 400, #"{"code":50013,"message":"Missing Permissions"}"#, channel),
        Answer(.discord, 400, #"{"code":50035,"message":"Invalid Form Body"}"#, unknown),
        Answer(.mattermost, 404, #"{"id":"web.incoming_webhook.invalid.app_error"}"#, channel),
        Answer(
            .mattermost, 403, #"{"id":"web.incoming_webhook.channel_locked.app_error"}"#, channel),
        Answer(.mattermost, 400, #"{"id":"web.incoming_webhook.parse.app_error"}"#, unknown),
        Answer(
            .telegram, 200, #"{"ok":false,"error_code":401,"description":"x"}"#, channel),
        Answer(
            .telegram, 400,
            #"{"ok":false,"error_code":400,"description":"message thread not found"}"#,
            channel),
        Answer(
            .telegram, 400,
            #"{"ok":false,"error_code":400,"description":"message is too long"}"#,
            unknown),
        Answer(.gotify, 401, #"{"errorCode":401}"#, channel), Answer(.gotify, 400, "", unknown),
        Answer(.ntfy, 403, #"{"code":40301}"#, channel),
        Answer(.ntfy, 401, #"{"code":40101}"#, channel),
        Answer(.ntfy, 429, #"{"code":42901}"#, .waits(seconds: nil)),
        Answer(.ntfy, 429, #"{"code":42908}"#, channel),
        Answer(.ntfy, 413, #"{"code":41303}"#, message),
        Answer(.ntfy, 400, #"{"code":40010}"#, channel),
        Answer(.ntfy, 400, #"{"code":40024}"#, unknown),
        Answer(.pagerduty, 413, "", message), Answer(.pagerduty, 429, "", .waits(seconds: nil)),
        Answer(.pagerduty, 400, #"{"status":"invalid event","errors":["x"]}"#, unknown),
    ]

    private func receipt(_ answer: Answer) async throws -> Receipt {
        let port = try Self.server.get().port
        let url = "http://127.0.0.1:\(port)/status/\(answer.status)?say=\(answer.body.queryEscaped)"
        let needsPlace = [.telegram, .ntfy].contains(answer.service)
        let chat = ChatChannel(
            service: answer.service, place: needsPlace ? .literal("-100123") : nil,
            token: .literal("t0k3n-t0k3n"))
        let kind = Channel.Kind.webhook(WebhookChannel(url: .literal(url), form: .chat(chat)))
        let transport = try openTransport(kind, loop: Self.loop)
        return try #require(await transport.send(sampleMessage(to: [nil])).first)
    }

    @Test(arguments: dingTalk + feishu + weCom + others)
    func `a code has its meaning, whatever the status`(answer: Answer) async throws {
        let receipt = try await receipt(answer)
        switch (receipt, answer.meaning) {
        case (.delivered, .delivered): break
        case (.deferred(_, let after), .waits(let seconds)):
            #expect(after == seconds.map { .seconds($0) })
        case (.refused(let said), .refused(let scope)): #expect(said.scope == scope)
        default: Issue.record("\(receipt)")
        }
    }

    @Test func `what is too large is told with its size`() async throws {
        let receipt = try await receipt(Answer(.teams, 413, "", Self.message))
        let sent = try #require(try Self.server.get().log().last?["body"]?.string?.utf8.count)
        #expect(receipt.refusal?.text == "too large for the receiver: \(sent) bytes")
    }
}
