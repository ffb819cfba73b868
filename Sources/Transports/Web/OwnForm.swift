import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A body written by the rule editor, with its placeholders filled.
struct OwnForm: WebForm {
    let body: OwnBody
    let signers: [WebhookSigner]

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let scope = scope(message, addressee)
        let filled =
            body.segments.map { segments in
                body.template.filled(from: scope, cutting: Self.texts) { longest, make in
                    SMSText.fit(segments: segments, longest: longest, make)
                }
            } ?? body.template.filled(from: scope)
        let bytes: [UInt8]
        switch body.encoding {
        case .json: bytes = filled.bytes()
        case .form: bytes = Array(Self.form(filled).utf8)
        }
        let headers = try signers.headers(of: addressee.delivery.text, at: now, body: bytes)
        let type =
            body.encoding == .json ? "application/json" : "application/x-www-form-urlencoded"
        return [WebPost(headers: headers, type: type, body: bytes)]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        // A gateway may mean by these statuses the number it was given, not itself.
        if [402, 403, 404, 410].contains(reply.status) { return .refused(of: reply.scope) }
        guard reply.isSuccess, let success = body.success else { return reply.verdictByStatus() }
        let way = success.path.joined(separator: ".")
        guard let found = reply.json?[JSONPointer(success.path)] else {
            return .deferred(
                "the reply has no \(way), which `success` asks for", mayHaveArrived: true)
        }
        let wanted = success.value
        let isEqual = found == wanted || Self.plain(found) == Self.plain(wanted)
        return isEqual
            ? .delivered
            : .refused("\(way) is not \(wanted.serialized()) as `success` asks", of: .unknown)
    }

    /// The placeholders whose values are cut to fit into short messages.
    private static let texts: Set<String> = [
        "message.text", "message.short", "message.subject", "message.markdown",
    ]

    /// Returns the values for the placeholders of a template.
    private func scope(_ message: Message, _ addressee: Message.Addressee) -> JSON {
        let text =
            body.segments.map { segments in
                message.condensed { SMSText.fits($0, segments: segments) }
                    ?? message.subject + "\n" + message.text
            } ?? message.text
        return [
            "message": [
                "id": .string(addressee.delivery.text),
                "incident": message.incident.map { .string($0.text) } ?? .null,
                "type": .string(message.type), "subject": .string(message.subject),
                "text": .string(text), "short": .string(message.short),
                "markdown": .string(message.markdown),
                "language": .string(message.language.rawValue),
                "at": .string(message.decidedAt.webTimestamp),
            ],
            "to": [
                "name": .string(addressee.name),
                "address": addressee.address.map { .string($0) } ?? .null,
            ],
            "data": .object(message.data(for: addressee)),
        ]
    }

    private static func form(_ value: JSON) -> String {
        (value.object?.members ?? []).map { member in
            member.key.formEscaped + "=" + plain(member.value).formEscaped
        }.joined(separator: "&")
    }

    /// Returns a string as it is, and any other value as JSON.
    private static func plain(_ value: JSON) -> String {
        if case .null = value { return "" }
        return value.string ?? value.serialized()
    }
}
