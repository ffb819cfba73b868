import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// Events of PagerDuty: one alert per obligation, resolved when the obligation ends.
///
/// Source: PagerDuty, "Events API v2". Repeating an event is harmless: `dedup_key` identifies it.
struct PagerDutyForm: WebForm {
    let routingKey: String
    let say: ChatChannel.Say

    /// An alert that a message raises or resolves.
    private struct Alert {
        let key: String
        let summary: String
        let type: String
        let urgency: Urgency
    }

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let parts = message.data["messages"]?.array ?? [.object(message.data)]
        var alerts = parts.flatMap { self.alerts(of: $0, in: message) }
        // The message is only a note, or concerns Duebell itself.
        if alerts.isEmpty { alerts = [alert(message, message.incident?.text, nil)] }
        return alerts.map { post(message, $0) }
    }

    /// Returns one alert per obligation in a part; for a part without obligations, one for its
    /// incident.
    private func alerts(of part: JSON, in message: Message) -> [Alert] {
        let incident = part["incident"]?.string ?? message.incident?.text
        var alerts: [Alert] = []
        for notice in part["notices"]?.array ?? [] {
            let obligation = notice["obligation"]?.string
            let plain = [incident, obligation].compactMap(\.self).joined(separator: "/")
            let named = obligation.map {
                AlertKey.text(incident: incident ?? "", obligation: $0)
            }
            guard let key = notice["key"]?.string ?? named else { continue }
            let urgency = Urgency(reason: notice["reason"]?.string ?? "")
            alerts.append(alert(message, key, part, urgency))
            // Alerts raised before keys became opaque use the plain names as their key.
            if urgency == .over, obligation != nil, plain.utf8.count <= 255 {
                alerts.append(alert(message, plain, part, .over))
            }
        }
        guard alerts.isEmpty, let incident else { return alerts }
        return [alert(message, incident, part)]
    }

    private func alert(
        _ message: Message, _ key: String?, _ part: JSON?, _ urgency: Urgency? = nil
    ) -> Alert {
        let key = key ?? message.id.text
        let isShort = say == .short && message.data["messages"] == nil
        return Alert(
            key: key.utf8.count > 255 ? SHA256.hexadecimal(Array(key.utf8)) : key,
            summary: isShort ? message.short : part?["subject"]?.string ?? message.subject,
            type: part?["type"]?.string ?? message.type, urgency: urgency ?? Urgency(message))
    }

    private func post(_ message: Message, _ alert: Alert) -> WebPost {
        let isOver = alert.urgency == .over
        var event: JSONObject = [
            "routing_key": .string(routingKey),
            "event_action": isOver ? "resolve" : "trigger", "dedup_key": .string(alert.key),
        ]
        if !isOver {
            let text = ChatText(message).text
            event["client"] = "Duebell"
            event["payload"] = [
                "summary": .string(alert.summary.cut(to: 1_024, .scalars)), "source": "duebell",
                "severity": .string(Self.severity(alert.urgency)),
                "timestamp": .string(message.decidedAt.webTimestamp),
                "class": .string(alert.type),
                "custom_details": ["text": .string(text.cut(to: 30_000, .jsonBytes))],
            ]
        }
        return WebPost(body: JSON.object(event).bytes())
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        guard reply.isSuccess else {
            // PagerDuty names the wrong member only in prose.
            let words = reply.text.lowercased()
            let isOfKey = ["routing_key", "routing key", "invalid key"].contains {
                words.contains($0)
            }
            if reply.status == 400, isOfKey {
                return .refused("look at `routingKey`", of: .channel)
            }
            return reply.verdictByStatus()
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
