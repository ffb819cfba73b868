import Calendars
import Cases
import Rules

/// Events of PagerDuty: an alert for each obligation, resolved when it is over.
///
/// Source: PagerDuty, "Events API v2". Repeating an event is harmless: it goes by `dedup_key`.
struct PagerDutyForm: WebForm {
    let routingKey: String

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let notices = message.data["notices"]?.array ?? []
        var posts: [WebPost] = []
        for notice in notices where notice["obligation"]?.string != nil {
            let key = [message.incident?.text, notice["obligation"]?.string]
            let isOver = ["met", "waived"].contains(notice["reason"]?.string)
            posts.append(post(message, key.compactMap(\.self).joined(separator: "/"), isOver))
        }
        // Nothing that an obligation is named by: the incident itself, or an affair of Duebell's.
        if posts.isEmpty {
            let key = message.incident?.text ?? message.id.text
            posts.append(post(message, key, ChatText(message).urgency == .over))
        }
        return posts
    }

    private func post(_ message: Message, _ key: String, _ isOver: Bool) -> WebPost {
        let chat = ChatText(message)
        let isLong = key.utf8.count > 255
        var event: JSONObject = [
            "routing_key": .string(routingKey),
            "event_action": isOver ? "resolve" : "trigger",
            "dedup_key": .string(isLong ? Digest.hexadecimal(Array(key.utf8)) : key),
        ]
        if !isOver {
            event["client"] = "Duebell"
            event["payload"] = [
                "summary": .string(chat.title.cut(to: 1_024, .scalars)), "source": "duebell",
                "severity": .string(Self.severity(chat.urgency)),
                "timestamp": .string(message.decidedAt.webTimestamp),
                "class": .string(message.type),
                "custom_details": ["text": .string(chat.text.cut(to: 30_000, .jsonBytes))],
            ]
        }
        return WebPost(body: JSON.object(event).bytes())
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        guard reply.isSuccess else {
            // Which member is wrong it says in words alone.
            let words = reply.text.lowercased()
            let isOfKey = ["routing_key", "routing key", "invalid key"].contains {
                words.contains($0)
            }
            if reply.status == 400, isOfKey {
                return .refused("look at `routingKey`", of: .channel)
            }
            return reply.verdictByStatus(reply.status == 400 ? "look at `routingKey`" : nil)
        }
        return reply.json?["status"] == "success" ? .delivered : reply.unlike("PagerDuty")
    }

    private static func severity(_ urgency: Urgency) -> String {
        switch urgency {
        case .over, .notice: "info"
        case .warning: "warning"
        case .critical: "critical"
        }
    }
}
