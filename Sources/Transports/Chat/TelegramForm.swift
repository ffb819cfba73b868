import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A bot of Telegram; `url` is `https://api.telegram.org/botTOKEN/sendMessage`.
///
/// Source: Telegram, "Bot API", sendMessage, HTML style and ResponseParameters.
struct TelegramForm: WebForm {
    /// The chat for addressees without an address of their own.
    let chat: String?
    /// The topic within `chat`.
    let thread: Int?
    let mentions: [String]
    let say: ChatChannel.Say

    /// The room for the text; Telegram allows 4096 characters once markup is parsed, and escaping
    /// adds more.
    private static let textMax = 3_800

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        guard let written = addressee.address ?? chat else {
            throw Unsendable(text: "no chat: set `chat`, or an address in `reach`")
        }
        let (place, topic) = Self.divided(written)
        let words = ChatText(message, say)
        let title = Markup.unlinked(words.title).cut(to: 200, .utf16, escape: Markup.html)
        let text = Markup.unlinked(words.text).cut(
            to: Self.textMax, .utf16, escape: Markup.html)
        let called = mentions.map { "@" + $0.drop { $0 == "@" } }.joined(separator: " ")
        var body: JSONObject = [
            "chat_id": Int64(place).map { .number(.integer($0)) } ?? .string(place),
            "text": .string("<b>\(title)</b>\n\(text)" + (called.isEmpty ? "" : "\n" + called)),
            "parse_mode": "HTML", "link_preview_options": ["is_disabled": true],
        ]
        if let topic = topic ?? (addressee.address == nil ? thread : nil) {
            body["message_thread_id"] = .number(.integer(Int64(topic)))
        }
        return [WebPost(body: JSON.object(body).bytes())]
    }

    /// Returns the chat and the topic of an address such as `-100123/7`.
    private static func divided(_ address: String) -> (chat: String, topic: Int?) {
        guard let mark = address.lastIndex(of: "/"),
            let topic = Int(address[address.index(after: mark)...]), topic > 0
        else { return (address, nil) }
        return (String(address[..<mark]), topic)
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        let parameters = reply.json?["parameters"]
        // The code is in the body as well, whatever a proxy makes of the status.
        switch reply.number("error_code").map({ Int($0) }) ?? reply.status {
        case 200..<300:
            return reply.json?["ok"] == true ? .delivered : reply.unlike("Telegram")
        case 400:
            if let chat = parameters?["migrate_to_chat_id"]?.integer {
                return .moved(to: String(chat))
            }
            let words = reply.text.lowercased()
            if ["thread not found", "topic_closed", "topic_deleted"].contains(where: words.contains)
            {
                return .refused("look at `thread`", of: reply.scope)
            }
            if ["chat not found", "chat_id is empty"].contains(where: words.contains) {
                return .refused("look at `chat`", of: reply.scope)
            }
            return .refused(of: .unknown)
        case 401, 404:
            return .refused("look at the token in `url`", of: .channel)
        case 403:
            return .refused("the bot may not write there; add it to `chat` again", of: reply.scope)
        case 429:
            let wait = parameters?["retry_after"]?.seconds ?? reply.retryAfter
            return .deferred("too many messages", after: wait)
        default:
            return reply.verdictByStatus()
        }
    }
}
