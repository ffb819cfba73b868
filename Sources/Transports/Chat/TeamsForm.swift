import Calendars
import Cases
import JSON
import Messages
import Rules

/// A workflow of Microsoft Teams that posts a card to a channel.
///
/// Teams answers when it has queued the card, so a success means no more than that. Source:
/// Microsoft, "Create incoming webhooks with Workflows"; Adaptive Cards 1.2.
struct TeamsForm: WebForm {
    let say: ChatChannel.Say

    /// The room for the text; Teams limits the whole body to about 28 KB.
    private static let textBytesMax = 20_000

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        let title = chat.title.cut(to: 1_000, .jsonBytes, escape: Markup.markdown)
        // Teams shows a single line end as a space.
        let text = chat.text(
            cutTo: Self.textBytesMax, .jsonBytes,
            escape: { $0.isNewline ? "\n\n" : Markup.markdown($0) },
            unescape: { "\\\($0)" })
        let card: JSON = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard", "version": "1.2",
            "body": [
                [
                    "type": "TextBlock", "text": .string(title), "weight": "Bolder",
                    "size": "Medium", "wrap": true,
                ],
                ["type": "TextBlock", "text": .string(text), "wrap": true],
            ],
            "msteams": ["width": "full"],
        ]
        let body: JSON = [
            "type": "message",
            "attachments": [
                [
                    "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil,
                    "content": card,
                ]
            ],
        ]
        return [WebPost(body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        reply.verdictByStatus("look at the workflow of `url`; it ends with its owner's account")
    }
}
