import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A bot of Feishu (飞书), or Lark: a card whose texts hold no markup.
///
/// Source: Feishu, "Custom bot usage guide".
struct FeishuForm: WebForm {
    let secret: Secret?
    let keyword: String?
    let mentions: [String]
    let say: ChatChannel.Say

    /// The room for the text; Feishu limits the whole body to 20 KB, and the frame takes less than
    /// 2 KB.
    private static let textBytesMax = 16_000

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        var elements: [JSON] = [
            Self.division("plain_text", chat.text.cut(to: Self.textBytesMax, .jsonBytes))
        ]
        if !mentions.isEmpty {
            let names = mentions.map { "<at id=\($0)></at>" }.joined(separator: " ")
            elements.append(Self.division("lark_md", names))
        }
        var body: JSONObject = [:]
        if let secret {
            body["timestamp"] = .string(String(now.seconds))
            body["sign"] = .string(ChatSignature.feishu(at: now.seconds, secret))
        }
        body["msg_type"] = "interactive"
        body["card"] = [
            "config": ["wide_screen_mode": true],
            "header": [
                "title": [
                    "tag": "plain_text",
                    "content": .string(
                        ChatText.led(chat.title.cut(to: 1_000, .jsonBytes), by: keyword)),
                ],
                "template": .string(Self.color(chat.urgency)),
            ],
            "elements": .array(elements),
        ]
        return [WebPost(body: JSON.object(body).bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        // Older replies have only `StatusCode`.
        switch reply.number("code") ?? reply.number("StatusCode") {
        case nil: return reply.verdictWithoutCode(of: "Feishu")
        case 0: return reply.isSuccess ? .delivered : reply.verdictByStatus()
        case 11_232, 11_233, 99_991_400:
            return .deferred("too many messages", after: .seconds(60))
        case 9_499 where Self.isTooMany(reply):
            return .deferred("too many messages", after: .seconds(60))
        case 19_001: return .refused("the bot of `url` is not known", of: .channel)
        case 19_007: return .refused("the bot is not enabled", of: .channel)
        case 19_021:
            return .refused("look at `secret` and at the clock of this machine", of: .channel)
        case 19_022:
            return .refused(
                "allow the address of this machine in the bot's settings", of: .channel)
        case 19_024:
            return .refused("set `keyword` to a word the bot asks for", of: .channel)
        default: return .refused(of: .unknown)
        }
    }

    /// Returns true if a 9499 is about the rate; the same code stands for a body it cannot read.
    private static func isTooMany(_ reply: WebReply) -> Bool {
        let words = reply.json?["msg"]?.string?.lowercased() ?? ""
        return reply.status == 429 || ["too many", "frequency"].contains { words.contains($0) }
    }

    private static func division(_ tag: String, _ content: String) -> JSON {
        ["tag": "div", "text": ["tag": .string(tag), "content": .string(content)]]
    }

    private static func color(_ urgency: Urgency) -> String {
        switch urgency {
        case .over: "green"
        case .notice: "blue"
        case .warning: "orange"
        case .critical: "red"
        }
    }
}
