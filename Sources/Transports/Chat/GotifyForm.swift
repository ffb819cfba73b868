import Calendars
import Cases
import JSON
import Messages
import Rules

/// An application of Gotify; `url` is the `/message` endpoint of the server.
///
/// Source: Gotify, "Push messages".
struct GotifyForm: WebForm {
    let token: String
    let say: ChatChannel.Say

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        let body: JSON = [
            "title": .string(chat.title), "message": .string(chat.text.cut(to: 16_000, .bytes)),
            "priority": .number(.integer(Self.priority(chat.urgency))),
            "extras": ["client::display": ["contentType": "text/plain"]],
        ]
        return [WebPost(headers: ["X-Gotify-Key: \(token)"], body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        guard reply.isSuccess else {
            let isBarred = reply.status == 401 || reply.status == 403
            return reply.verdictByStatus(isBarred ? "look at `token`" : nil)
        }
        return reply.json?["id"] != nil ? .delivered : reply.unlike("Gotify")
    }

    private static func priority(_ urgency: Urgency) -> Int64 {
        switch urgency {
        case .over, .notice: 4
        case .warning: 6
        case .critical: 9
        }
    }
}
