import Cases
package import Deliveries
package import Messages
import Rules

/// A mail server's report of a mail it accepted and could not deliver.
///
/// Source: RFC 3464, the fields of a recipient. A report in plain text, written for people, is
/// understood only if the address it was sent to names the delivery.
package struct BounceReport: Hashable, Sendable {
    /// One recipient whom the mail did not reach.
    package struct Failure: Hashable, Sendable {
        /// The address of the recipient; nil for a report in plain text.
        package let recipient: String?
        /// The server's own code and text.
        package let answer: Receipt.Answer
    }

    /// The delivery named by the address to which the report was sent.
    package let delivery: Delivery.ID?
    /// The id of the returned message.
    package let message: Message.ID?
    /// The failed recipients, at least one.
    package let failures: [Failure]

    private static let recipientsMax = 100

    /// Reads a mail; nil if it reports no failure, such as a delay, a success or an absence notice.
    ///
    /// `verp` is the envelope sender of outgoing mails, with `{id}` in place of the delivery.
    package init?(_ mail: [UInt8], verp: String?) {
        let text = String(decoding: mail.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let whole = MailPart(lines[...])
        delivery = verp.flatMap { Self.delivery(whole, verp: $0) }
        let parts = whole.parts
        if let status = parts.first(where: { $0.type.hasSuffix("delivery-status") }) {
            message = Self.message(in: parts)
            failures = Self.failures(status.body)
        } else {
            message = nil
            failures = delivery == nil ? [] : Self.failure(inText: whole).map { [$0] } ?? []
        }
        if failures.isEmpty || (delivery == nil && message == nil) { return nil }
    }

    /// Returns true if a mail reports a failure, also of a mail that Duebell did not send.
    static func isFailure(_ mail: [UInt8]) -> Bool {
        let text = String(decoding: mail.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        let whole = MailPart(text.split(separator: "\n", omittingEmptySubsequences: false)[...])
        let status = whole.parts.first { $0.type.hasSuffix("delivery-status") }
        return status.map { !failures($0.body).isEmpty } ?? false
    }

    // MARK: Delivery and message

    /// The header fields in which servers write the address a mail was delivered to.
    private static let arrivals = ["delivered-to", "x-original-to", "envelope-to", "to"]

    private static func delivery(_ mail: MailPart, verp: String) -> Delivery.ID? {
        guard let place = verp.firstRange(of: "{id}") else { return nil }
        let (lead, tail) = (verp[..<place.lowerBound], verp[place.upperBound...])
        for field in mail.head where arrivals.contains(field.name) {
            // Beyond ASCII, lower and upper case differ in length.
            guard field.value.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
            let value = field.value.lowercased()
            guard let start = value.firstRange(of: lead.lowercased()),
                let end = value[start.upperBound...].firstRange(of: tail.lowercased()),
                isEdge(value[..<start.lowerBound].last), isEdge(value[end.upperBound...].first)
            else { continue }
            let id = Substring(field.value).utf8.dropFirst(value[..<start.upperBound].utf8.count)
                .prefix(value[start.upperBound..<end.lowerBound].utf8.count)
            if let text = String(id), isToken(text[...]) { return Delivery.ID(text) }
        }
        return nil
    }

    /// Returns true if an address may begin or end next to a character.
    private static func isEdge(_ neighbour: Character?) -> Bool {
        neighbour.map { !($0.isLetter || $0.isNumber || "-._+".contains($0)) } ?? true
    }

    /// Returns the message id in the head of the returned mail.
    private static func message(in parts: [MailPart]) -> Message.ID? {
        for part in parts
        where ["rfc822", "rfc822-headers", "global", "global-headers"].contains(
            part.type.split(separator: "/").last.map(String.init) ?? "")
        {
            let original = MailPart(part.body.drop { $0.isEmpty })
            guard let id = original.value("message-id"), id.hasPrefix("<"),
                let at = id.firstIndex(of: "@")
            else { continue }
            let token = id[..<at].dropFirst()
            if isToken(token) { return Message.ID(String(token)) }
        }
        return nil
    }

    private static func isToken(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    // MARK: Failures

    private static func failures(_ body: ArraySlice<Substring>) -> [Failure] {
        let groups = body.split(whereSeparator: { $0.trimmed.isEmpty })
        return groups.prefix(recipientsMax).compactMap { lines in
            let fields = MailPart(lines)
            guard fields.value("action")?.lowercased() == "failed" else { return nil }
            let recipient = fields.value("original-recipient") ?? fields.value("final-recipient")
            let diagnostic = fields.value("diagnostic-code").map(value) ?? ""
            let status = fields.value("status") ?? ""
            return Failure(
                recipient: recipient.map(value),
                answer: Receipt.Answer(
                    code: code(in: diagnostic),
                    text: ["it came back", diagnostic.isEmpty ? status : diagnostic]
                        .filter { !$0.isEmpty }.joined(separator: ": ")))
        }
    }

    /// Returns the text after the type: `rfc822; a@b.example`, `smtp; 550 5.1.1 …`.
    private static func value(_ field: String) -> String {
        let halves = field.split(separator: ";", maxSplits: 1)
        return String((halves.last ?? "").trimmed)
    }

    /// Returns the code at the beginning of a reply, such as 550; 0 if there is none.
    private static func code(in diagnostic: String) -> Int {
        guard let code = Int(diagnostic.prefix(3)), (400..<600).contains(code) else { return 0 }
        return code
    }

    /// Returns the permanent failure that a mail server reports in plain text; nil for a delay.
    private static func failure(inText mail: MailPart) -> Failure? {
        let sender = (mail.value("from") ?? "").lowercased()
        guard sender.contains("mailer-daemon") || sender.contains("postmaster") else { return nil }
        for line in mail.body.prefix(500) {
            for word in line.prefix(1_000).split(whereSeparator: { " ()[]<>:;,-#".contains($0) }) {
                let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
                let isStatus =
                    numbers.count == 3 && numbers[0] == "5"
                    && numbers.allSatisfy { (1...3).contains($0.count) && Int($0) != nil }
                guard isStatus || ["550", "551", "552", "553", "554"].contains(word) else {
                    continue
                }
                let answer = Receipt.Answer(
                    code: Int(word) ?? 0, text: "it came back: " + line.trimmed)
                return Failure(recipient: nil, answer: answer)
            }
        }
        return nil
    }
}
