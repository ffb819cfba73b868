import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A topic of ntfy; `url` is the server, and the body names the topic.
///
/// Source: ntfy, "Publishing", publish as JSON.
struct NtfyForm: WebForm {
    /// The topic for addressees without an address of their own.
    let topic: String?
    /// The access token; empty for none.
    let token: String
    let say: ChatChannel.Say

    /// The longest text; ntfy turns a longer one into an attachment.
    private static let textBytesMax = 4_096

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        guard let place = addressee.address ?? topic else {
            throw Unsendable(text: "no topic: set `topic`, or an address in `reach`")
        }
        let chat = ChatText(message, say)
        let (priority, tag) = Self.alarm(chat.urgency)
        let body: JSON = [
            "topic": .string(place), "title": .string(chat.title.cut(to: 250, .bytes)),
            "message": .string(chat.text.cut(to: Self.textBytesMax, .bytes)),
            "priority": .number(.integer(priority)), "tags": [.string(tag)],
        ]
        let headers = token.isEmpty ? [] : ["Authorization: Bearer \(token)"]
        return [WebPost(headers: headers, body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        guard reply.isSuccess else {
            // The rights of a token depend on the topic, which may be the addressee's own.
            let advice = "look at `token` and `topic`"
            switch reply.number("code") ?? Int64(reply.status) * 100 {
            case 40_101, 40_100: return .refused(advice, of: .channel)
            case 40_301, 40_300, 40_009, 40_010: return .refused(advice, of: reply.scope)
            case 42_908:
                return .refused("the day's quota of messages is used up", of: .channel)
            default: return reply.verdictByStatus()
            }
        }
        return reply.json?["id"] != nil ? .delivered : reply.unlike("ntfy")
    }

    private static func alarm(_ urgency: Urgency) -> (priority: Int64, tag: String) {
        switch urgency {
        case .over: (3, "white_check_mark")
        case .notice: (3, "bell")
        case .warning: (4, "warning")
        case .critical: (5, "rotating_light")
        }
    }
}
