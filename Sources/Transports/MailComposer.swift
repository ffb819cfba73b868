import Calendars
import Cases
import JSON
package import Messages
import Rules

/// Composes the bytes of a mail from a message; all bytes are ASCII.
///
/// Source: RFC 5322; RFC 2045 to 2047; RFC 3834 section 5 for `Auto-Submitted`.
package struct MailComposer: Sendable {
    /// A person in the `To:` line; without an address, only a name.
    package struct Recipient: Sendable {
        package let name: String
        package let address: MailAddress?

        package init(name: String, address: MailAddress?) {
            self.name = name
            self.address = address
        }
    }

    /// The field that names the message to whoever gets it back, whatever became of its Message-ID.
    static let ownField = "X-Duebell-Message"
    /// The beginning of the boundary between the parts.
    static let boundaryLead = "=_duebell_"

    private let from: MailAddress
    private let fromName: String?
    private let replyTo: MailAddress?

    /// Creates a composer for one sender.
    ///
    /// `replyTo` is a person's address, for a sender whose own address is a machine's.
    package init(from: MailAddress, fromName: String? = nil, replyTo: MailAddress? = nil) {
        self.from = from
        self.fromName = fromName
        self.replyTo = replyTo
    }

    /// Returns the whole mail with lines ended by CR LF; equal messages give equal bytes.
    package func compose(_ message: Message, to recipients: [Recipient]) -> [UInt8] {
        let boundary = Self.boundaryLead + Self.token(message.id.text)
        var mail = headers(of: message, to: recipients)
        mail += "MIME-Version: 1.0\r\n"
        mail += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
        for (subtype, text) in [("plain", message.text), ("html", message.html)] {
            let part = MailText(text)
            mail += "--\(boundary)\r\nContent-Type: text/\(subtype); charset=utf-8\r\n"
            mail += "Content-Transfer-Encoding: \(part.encoding.rawValue)\r\n\r\n"
            mail += part.body
        }
        mail += "--\(boundary)--\r\n"
        return Array(mail.utf8)
    }

    private func headers(of message: Message, to recipients: [Recipient]) -> String {
        var subject = MailHeader("Subject")
        subject.addText(Self.line(message.subject, scalarsMax: Self.subjectScalarsMax))
        let sender = Recipient(name: fromName ?? "", address: from)
        var lines = [
            "Date: " + message.decidedAt.mailDate(in: message.zone),
            Self.addresses("From", [sender]),
            Self.addresses("To", recipients),
            subject.text,
            "Message-ID: " + id(Self.token(message.id.text)),
            "\(Self.ownField): \(Self.token(message.id.text))",
        ]
        if let incident = message.incident {
            let root = id("incident-" + Self.token(incident.text))
            lines += ["In-Reply-To: " + root, "References: " + root]
        }
        if let replyTo {
            lines.append(Self.addresses("Reply-To", [Recipient(name: "", address: replyTo)]))
        }
        lines += [
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "Content-Language: " + message.language.rawValue,
        ]
        lines += Self.importance(of: message)
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// Returns the fields that mark a mail: high for an overdue or missed report, low for an end
    /// with nothing left to do. Others are not marked, so that a marked mail stands out.
    ///
    /// Source: RFC 2156 for `Importance` and `Priority`; `X-Priority` is what mail programs read.
    private static func importance(of message: Message) -> [String] {
        let first = message.data["messages"]?.array?.first?.object ?? message.data
        switch first["tone"]?.string {
        case "alarm": return ["Importance: high", "Priority: urgent", "X-Priority: 1"]
        case "relief": return ["Importance: low", "Priority: non-urgent", "X-Priority: 5"]
        default: return []
        }
    }

    /// The longest subject; nobody reads further, and relays begin to cut it.
    private static let subjectScalarsMax = 240
    private static let nameScalarsMax = 100

    private func id(_ token: String) -> String {
        // An id cannot portably hold an address literal or a domain beyond ASCII.
        let isPlain = from.isASCII && !from.domain.hasPrefix("[")
        return "<\(token)@\(isPlain ? from.domain : "duebell.invalid")>"
    }

    private static func addresses(_ header: String, _ people: [Recipient]) -> String {
        var line = MailHeader(header)
        for (index, person) in people.enumerated() {
            let comma = index + 1 < people.count ? "," : ""
            let name = Self.line(person.name, scalarsMax: nameScalarsMax)
            if let address = person.address, !address.isASCII, header == "To" {
                // Servers that accept such an address need not pass it on, and other recipients see
                // this line.
                line.addName(name == address.text ? name : "\(name) \(address.text)")
                line.add(":;\(comma)")
            } else if let address = person.address {
                if !name.isEmpty, name != address.text { line.addName(name) }
                line.add("<\(address.wire)>\(comma)")
            } else {
                // A group without members, for a person without an address: RFC 5322 section 3.4.
                line.addName(name.isEmpty ? "undisclosed recipients" : name)
                line.add(":;\(comma)")
            }
        }
        return line.text
    }

    /// Returns a text on one line, without characters that end lines or change the text direction.
    private static func line(_ text: String, scalarsMax: Int) -> String {
        if isPlain(text), text.utf8.count <= scalarsMax { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(scalarsMax + 1) {
            scalars.append(isHarmless(scalar) ? scalar : " ")
        }
        let isCut = scalars.count > scalarsMax
        var line = String(isCut ? String.UnicodeScalarView(scalars.dropLast()) : scalars)
        if isCut { line.removeLast() }
        while line.last == " " { line.removeLast() }
        return line.drop { $0 == " " } + (isCut ? "…" : "")
    }

    /// Returns true for printable ASCII without a space at either end.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x20..<0x7F ~= $0 } && text.utf8.first != 0x20
            && text.utf8.last != 0x20
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: false
        // Separators of lines and paragraphs; embeddings, overrides and isolates of direction.
        case 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    /// Returns the text if it is safe in an id, else its fingerprint; no two texts give the same
    /// token.
    private static func token(_ text: String) -> String {
        let isSafe = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default:
                false
            }
        }
        if isSafe, (1...48).contains(text.utf8.count) { return text }
        return "sha256." + SHA256.hexadecimal(Array(text.utf8)).prefix(32)
    }
}
