import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// An incoming webhook of Mattermost.
///
/// Source: Mattermost, "Incoming webhooks" and "Message attachments".
struct MattermostForm: WebForm {
    let mentions: [String]
    let say: ChatChannel.Say

    /// The room for the text; a post on a server holds 16,383 characters.
    private static let textMax = 15_000

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        let title = chat.title.cut(to: 500, .scalars, escape: Markup.mattermost)
        let called = mentions.map { "@" + $0.drop { $0 == "@" } }.joined(separator: " ")
        let body: JSON = [
            "text": .string("#### \(title)" + (called.isEmpty ? "" : "\n" + called)),
            "attachments": [
                [
                    "fallback": .string(title), "color": .string(Self.color(chat.urgency)),
                    "text": .string(
                        chat.text(
                            cutTo: Self.textMax, .scalars, escape: Markup.mattermost,
                            unescape: Markup.mattermostEscaped,
                            plain: { $0 == "@" ? Markup.mattermost($0) : String($0) })),
                ]
            ],
        ]
        return [WebPost(body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        guard reply.isSuccess else {
            let advice = "look at the webhook of `url`"
            if Self.isOfWebhook(reply) {
                return .refused(advice, of: .channel)
            }
            return reply.verdictByStatus(reply.status == 400 ? nil : advice)
        }
        return reply.text == "ok" ? .delivered : reply.unlike("Mattermost")
    }

    /// Returns true if an error is about the webhook or its channel, judged by its `id`, not about
    /// the post.
    private static func isOfWebhook(_ reply: WebReply) -> Bool {
        let id = reply.json?["id"]?.string ?? ""
        let lead = "web.incoming_webhook."
        return ["invalid", "disabled", "channel", "channel_locked", "permissions", "user"].contains
        {
            id == "\(lead)\($0).app_error"
        }
    }

    private static func color(_ urgency: Urgency) -> String {
        switch urgency {
        case .over: "#2ecc71"
        case .notice: "#3498db"
        case .warning: "#e67e22"
        case .critical: "#dd0000"
        }
    }
}
