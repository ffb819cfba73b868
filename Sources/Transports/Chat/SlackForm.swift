import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// An incoming webhook of Slack.
///
/// Source: Slack, "Sending messages using incoming webhooks" and "Block Kit".
struct SlackForm: WebForm {
    let mentions: [String]
    let say: ChatChannel.Say

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        var blocks: [JSON] = [
            [
                "type": "header",
                "text": [
                    "type": "plain_text", "emoji": false,
                    "text": .string(chat.title.cut(to: 150, .utf16, escape: Markup.slack)),
                ],
            ],
            Self.section("plain_text", chat.text.cut(to: 3_000, .utf16, escape: Markup.slack)),
        ]
        if !mentions.isEmpty {
            let called = mentions.map(Self.call).joined(separator: " ")
            blocks.append(Self.section("mrkdwn", called))
        }
        let body: JSON = [
            "text": .string(chat.title.cut(to: 3_000, .utf16, escape: Markup.slack)),
            "blocks": .array(blocks), "mrkdwn": false,
        ]
        return [WebPost(body: body.bytes())]
    }

    /// Returns a mention; the ids of users begin with U or W, those of groups with S.
    private static func call(_ name: String) -> String {
        switch name {
        case "all", "channel": "<!channel>"
        case "here": "<!here>"
        default: name.hasPrefix("S") ? "<!subteam^\(name)>" : "<@\(name)>"
        }
    }

    /// Returns a section; as `plain_text`, a text holds no markup and no mentions, whatever its
    /// content.
    private static func section(_ kind: String, _ text: String) -> JSON {
        var object: JSONObject = ["type": .string(kind), "text": .string(text)]
        if kind == "plain_text" { object["emoji"] = false }
        return ["type": "section", "text": .object(object)]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        if Self.channelErrors.contains(reply.text) {
            return .refused("look at the app of `url` and at its channel", of: .channel)
        }
        guard reply.isSuccess else {
            return reply.verdictByStatus(reply.status == 400 ? nil : "look at the app of `url`")
        }
        return reply.text == "ok" ? .delivered : reply.unlike("Slack")
    }

    /// The errors that every message would get.
    private static let channelErrors: Set<String> = [
        "action_prohibited", "channel_is_archived", "channel_not_found", "invalid_token",
        "no_active_hooks", "no_service", "no_service_id", "no_team",
        "posting_to_general_channel_denied", "team_disabled", "user_not_found",
    ]
}
