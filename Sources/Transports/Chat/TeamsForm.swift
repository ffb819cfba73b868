import Calendars
import Cases
import Deliveries
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
        let advice = "look at the workflow of `url`; it ends with its owner's account"
        let code = reply.json?["error"]?["code"]?.string ?? reply.json?["code"]?.string
        if let code, Self.channelErrors.contains(code) { return .refused(advice, of: .channel) }
        guard reply.isSuccess else { return reply.verdictByStatus(advice) }
        // A connector answers 200 and repeats the status of Teams in the text.
        guard let inner = Self.innerStatus(of: reply.text) else { return .delivered }
        let status = WebReply(
            status: inner, body: [], retryAfter: reply.retryAfter, requestSize: reply.requestSize)
        return status.verdictByStatus(advice)
    }

    /// The errors that every message would get.
    private static let channelErrors: Set<String> = [
        "WorkflowTriggerIsNotEnabled", "WorkflowNotFound", "WorkflowDisabled",
        "DirectApiAuthorizationRequired", "AuthorizationFailed", "FlowNotFound",
    ]

    /// Returns the status in `Microsoft Teams endpoint returned HTTP error 413 with …`.
    private static func innerStatus(of text: String) -> Int? {
        text.firstRange(of: "returned HTTP error ").flatMap {
            Int(text[$0.upperBound...].prefix(3))
        }
    }
}
