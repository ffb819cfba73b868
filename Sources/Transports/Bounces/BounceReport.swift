import Cases
package import Deliveries
package import Messages
import Rules

/// A mail that came to the address for bounces, as far as it is understood.
///
/// Source: RFC 3464 for the fields of a report, RFC 6522 for its frame. A report in plain text is
/// evidence only if a mail system wrote it.
package struct BounceReport: Hashable, Sendable {
    /// One recipient whom the mail did not reach.
    package struct Failure: Hashable, Sendable {
        /// The address of the recipient; nil if the report names none.
        package let recipient: String?
        /// The server's own code and text.
        package let answer: Receipt.Answer
    }

    /// The meaning of a mail for the delivery it is about.
    package enum Verdict: Hashable, Sendable {
        /// The mail was given up for these recipients, at least one.
        case failed([Failure])
        /// A delay, a success, a reply of a person: nothing changes.
        case unchanged
        /// A mail system wrote something that cannot be understood.
        case unclear
    }

    /// The delivery named by the address to which the report was sent.
    package let delivery: Delivery.ID?
    /// The id of the returned message.
    package let message: Message.ID?
    package let verdict: Verdict

    /// The failed recipients; empty unless the mail reports a failure.
    package var failures: [Failure] {
        if case .failed(let failures) = verdict { failures } else { [] }
    }

    /// Reads a mail. `verp` is the envelope sender of outgoing mails, with `{id}` in place of the
    /// delivery.
    package init(_ mail: [UInt8], verp: String?) {
        let reading = BounceReading(mail)
        delivery = verp.flatMap(ReturnAddress.init(verp:)).flatMap(reading.delivery)
        message = reading.message
        verdict = reading.verdict
    }
}

/// The parts of a mail that matter for a bounce report.
private struct BounceReading {
    private let mail: MailPart
    private let leaves: [MailPart]
    /// The head of the returned mail; nil if the report holds none.
    private let returned: MailPart?
    private let text: BounceText

    private static let returnedTypes = ["rfc822", "rfc822-headers", "global", "global-headers"]
    private static let recipientsMax = 100

    init(_ bytes: [UInt8]) {
        mail = MailPart(mail: bytes)
        leaves = mail.leaves
        returned = leaves.first { Self.returnedTypes.contains($0.subtype) }.map { part in
            let content = part.content
            return MailPart(content.drop { $0 == UInt8(ascii: "\n") })
        }
        let texts = leaves.filter { $0.type == "text/plain" }
        let notice = texts.first ?? leaves.first { $0.type == "text/html" }
        text = BounceText(
            notice?.text ?? "", title: EncodedWords.decode(mail.value("subject") ?? ""),
            subjects: [returned?.value("subject").map(EncodedWords.decode) ?? ""])
    }

    // MARK: Delivery and message

    /// The header fields in which servers write the address a mail was delivered to.
    private static let arrivals = [
        "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
        "x-rcpt-to", "to", "cc", "received",
    ]

    /// Returns the delivery named by the address of arrival, or by the sender of the returned mail.
    func delivery(_ address: ReturnAddress) -> Delivery.ID? {
        for name in Self.arrivals {
            for field in mail.head where field.name == name {
                if let id = address.delivery(in: field.value) { return id }
            }
        }
        for head in [returned, text.copy].compactMap(\.self) {
            if let sender = head.value("return-path"), let id = address.delivery(in: sender) {
                return id
            }
        }
        return nil
    }

    /// The id of the returned message.
    ///
    /// A server on the way may have given the mail another Message-ID; our own field and the
    /// boundary between the parts then still name the message.
    var message: Message.ID? {
        for head in [returned, text.copy].compactMap(\.self) {
            if let token = head.value(MailComposer.ownField.lowercased()),
                ReturnAddress.isToken(token[...])
            {
                return Message.ID(token)
            }
            if let boundary = head.parameter("boundary"),
                boundary.hasPrefix(MailComposer.boundaryLead),
                case let token = boundary.dropFirst(MailComposer.boundaryLead.count),
                ReturnAddress.isToken(token)
            {
                return Message.ID(String(token))
            }
            if let id = head.value("message-id").flatMap(Self.token) { return Message.ID(id) }
        }
        // Some servers make the report an answer to the mail.
        for name in ["in-reply-to", "references"] {
            let ids = (mail.value(name) ?? "").split(separator: " ").compactMap {
                Self.token(String($0))
            }
            if let id = ids.first(where: { $0.hasPrefix("grp_") }) { return Message.ID(id) }
        }
        return nil
    }

    /// Returns the part of an id before the `@`.
    private static func token(_ id: String) -> String? {
        guard let start = id.firstIndex(of: "<"), let at = id[start...].firstIndex(of: "@") else {
            return nil
        }
        let token = id[start..<at].dropFirst()
        return ReturnAddress.isToken(token) ? String(token) : nil
    }

    // MARK: Verdict

    var verdict: BounceReport.Verdict {
        let type = mail.parameter("report-type")?.lowercased()
        if ["disposition-notification", "feedback-report"].contains(type) { return .unchanged }
        let recipients = leaves.filter { $0.subtype.hasSuffix("delivery-status") }
            .flatMap { DeliveryStatus($0.content).recipients }
        let failed = recipients.filter { $0.action == .failed }
        if !failed.isEmpty {
            return .failed(
                failed.map { BounceReport.Failure(recipient: $0.address, answer: $0.answer) })
        }
        if !recipients.isEmpty, recipients.allSatisfy({ $0.action != nil }) { return .unchanged }
        let isNotice = isNotice
        guard isNotice || isFromNowhere else { return .unchanged }
        let named = mail.value("x-failed-recipients")
        switch text.meaning(isNamed: named != nil) {
        case .failure where !isNotice: return .unclear
        case .failure(let answer):
            let addresses = named.map { $0.split(separator: ",").map { String($0.trimmed) } }
            let recipients = (addresses ?? text.addresses).prefix(Self.recipientsMax)
            if recipients.isEmpty {
                return .failed([BounceReport.Failure(recipient: nil, answer: answer)])
            }
            return .failed(
                recipients.map { BounceReport.Failure(recipient: $0, answer: answer) })
        case .delay: return .unchanged
        case .unclear: return .unclear
        }
    }

    /// True if a mail system says that it wrote the mail.
    private var isNotice: Bool {
        if mail.type == "multipart/report" || mail.value("x-failed-recipients") != nil {
            return true
        }
        let from = EncodedWords.decode(mail.value("from") ?? "").lowercased()
        return BouncePhrases.senders.contains(where: from.contains)
    }

    /// True if the mail has no sender, as only mail systems and responders write: RFC 5321 section
    /// 4.5.5; and if no responder of a person marked it as its own: RFC 3834 section 5.
    private var isFromNowhere: Bool {
        let isReply = mail.value("auto-submitted")?.lowercased().hasPrefix("auto-replied") ?? false
        return mail.value("return-path") == "<>" && !isReply
            && BouncePhrases.responders.allSatisfy { mail.value($0) == nil }
    }
}
