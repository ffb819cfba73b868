import Calendars
import Cases
import Rules

/// An incoming webhook of Slack.
///
/// Source: Slack, "Sending messages using incoming webhooks" and "Block Kit".
struct SlackForm: WebForm {
    let mentions: [String]

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message)
        var blocks: [JSON] = [
            [
                "type": "header",
                "text": [
                    "type": "plain_text",
                    "text": .string(chat.title.cut(to: 150, .utf16, escape: Markup.slack)),
                ],
            ],
            Self.section(chat.text.cut(to: 3_000, .utf16, escape: Markup.slack)),
        ]
        if !mentions.isEmpty {
            blocks.append(Self.section(mentions.map(Self.call).joined(separator: " ")))
        }
        let body: JSON = [
            "text": .string(chat.title.cut(to: 3_000, .utf16, escape: Markup.slack)),
            "blocks": .array(blocks),
        ]
        return [WebPost(body: body.bytes())]
    }

    /// Users begin with U or W, groups with S.
    private static func call(_ name: String) -> String {
        switch name {
        case "all", "channel": "<!channel>"
        case "here": "<!here>"
        default: name.hasPrefix("S") ? "<!subteam^\(name)>" : "<@\(name)>"
        }
    }

    private static func section(_ text: String) -> JSON {
        ["type": "section", "text": ["type": "mrkdwn", "text": .string(text)]]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        guard reply.isSuccess else {
            return reply.verdictByStatus(reply.status == 400 ? nil : "look at the app of `url`")
        }
        return reply.text == "ok" ? .delivered : reply.unlike("Slack")
    }
}
