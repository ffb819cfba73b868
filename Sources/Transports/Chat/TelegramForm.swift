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
    let mentions: [String]
    let say: ChatChannel.Say

    /// The room for the text; Telegram allows 4096 characters once markup is parsed, and escaping
    /// adds more.
    private static let textMax = 3_800

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        guard let place = addressee.address ?? chat else {
            throw Unsendable(text: "no chat: set `chat`, or an address in `reach`")
        }
        let words = ChatText(message, say)
        let title = Markup.unlinked(words.title).cut(to: 200, .utf16, escape: Markup.html)
        let text = Markup.unlinked(words.text).cut(
            to: Self.textMax, .utf16, escape: Markup.html)
        let called = mentions.map { "@" + $0.drop { $0 == "@" } }.joined(separator: " ")
        let body: JSON = [
            "chat_id": Int64(place).map { .number(.integer($0)) } ?? .string(place),
            "text": .string("<b>\(title)</b>\n\(text)" + (called.isEmpty ? "" : "\n" + called)),
            "parse_mode": "HTML", "link_preview_options": ["is_disabled": true],
        ]
        return [WebPost(body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        let parameters = reply.json?["parameters"]
        switch reply.status {
        case 200..<300:
            return reply.json?["ok"] == true ? .delivered : reply.unlike("Telegram")
        case 400:
            if let chat = parameters?["migrate_to_chat_id"]?.integer {
                return .moved(to: String(chat))
            }
            let isUnknown = reply.text.contains("chat not found")
            return isUnknown ? .refused("look at `chat`", of: reply.scope) : .refused()
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
