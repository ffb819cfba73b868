import Calendars
import Cases
import JSON
import Messages
import Rules

/// Standard Webhooks: the event as JSON, with the id of the message in the headers.
struct StandardForm: WebForm {
    let signers: [WebhookSigner]

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let body = Self.body(of: message, to: addressee)
        return [
            WebPost(
                headers: try signers.headers(of: addressee.delivery.text, at: now, body: body),
                body: body)
        ]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        reply.verdictByStatus()
    }

    /// Returns the body; `data` describes the event, with the texts beside it for receivers that
    /// only show messages.
    private static func body(of message: Message, to addressee: Message.Addressee) -> [UInt8] {
        var data = message.data(for: addressee)
        let phrases = [
            ("subject", message.subject), ("text", message.text),
            ("language", message.language.rawValue),
        ]
        for (key, value) in phrases where data[key] == nil { data[key] = .string(value) }
        let body: JSON = [
            "type": .string(message.type),
            "timestamp": .string(message.decidedAt.webTimestamp),
            "data": .object(data),
        ]
        return body.bytes()
    }
}

extension [WebhookSigner] {
    /// Returns the headers that name a request and sign it with every secret in use.
    ///
    /// Source: Standard Webhooks; signatures are separated by one space.
    func headers(
        of id: String, at now: Instant, body: [UInt8]
    ) throws(Unsendable) -> [String] {
        guard id.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            throw Unsendable(text: "an id that no header can carry")
        }
        var headers = ["webhook-id: \(id)", "webhook-timestamp: \(now.seconds)"]
        if !isEmpty {
            let signatures = map { $0.signature(id: id, timestamp: now.seconds, body: body) }
            headers.append("webhook-signature: " + signatures.joined(separator: " "))
        }
        return headers
    }
}
