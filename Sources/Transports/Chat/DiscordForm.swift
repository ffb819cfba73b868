import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A webhook of Discord, asked to answer only after it has posted the message.
///
/// Source: Discord, "Webhook resource" and "Allowed mentions object".
struct DiscordForm: WebForm {
    let mentions: [String]
    let say: ChatChannel.Say

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        let people = mentions.filter { $0 != "all" }
        let callsAll = people.count < mentions.count
        let called = (callsAll ? ["@everyone"] : []) + people.map { "<@\($0)>" }
        let title = chat.title.cut(to: 256, .utf16, escape: Markup.markdown)
        let body: JSON = [
            "content": .string(called.joined(separator: " ")),
            "embeds": [
                [
                    "title": .string(title),
                    "description": .string(
                        chat.text(
                            cutTo: 4_096, .utf16, escape: Markup.markdown,
                            unescape: { "\\\($0)" }, plain: Markup.discordPlain)),
                    "color": .number(.integer(Self.color(chat.urgency))),
                    "timestamp": .string(message.decidedAt.webTimestamp),
                ]
            ],
            // The content of a record must not mention anybody.
            "allowed_mentions": [
                "parse": callsAll ? ["everyone"] : [], "users": .array(people.map(JSON.string)),
            ],
        ]
        return [WebPost(query: [("wait", "true")], body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        if reply.status == 429 {
            let wait = reply.json?["retry_after"]?.seconds ?? reply.retryAfter
            return .deferred("too many messages", after: wait)
        }
        let advice = "look at the webhook of `url`"
        // Unknown channel, guild or webhook, a wrong token, missing rights.
        let isOfChannel = [10_003, 10_004, 10_015, 50_001, 50_013, 50_027].contains(
            reply.number("code") ?? 0)
        return isOfChannel && !reply.isSuccess
            ? .refused(advice, of: .channel) : reply.verdictByStatus(advice)
    }

    private static func color(_ urgency: Urgency) -> Int64 {
        switch urgency {
        case .over: 0x2E_CC71
        case .notice: 0x34_98DB
        case .warning: 0xE6_7E22
        case .critical: 0xE7_4C3C
        }
    }
}
