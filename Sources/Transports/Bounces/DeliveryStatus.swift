import Cases
import Deliveries
import Messages
import Rules

/// The machine-readable part of a bounce report: a group of fields for each recipient.
///
/// Source: RFC 3464 section 2; RFC 6533 section 3 for addresses beyond ASCII.
struct DeliveryStatus {
    /// The fate of a mail at one recipient.
    enum Action: String {
        case failed, delayed, delivered, relayed, expanded
    }

    /// One recipient of the mail.
    struct Recipient {
        /// The address to which the mail was sent, if known, else the last one on its way.
        let address: String?
        /// The action reported; nil if the report names no known one.
        let action: Action?
        /// The remote server's own reply, or the status code.
        let answer: Receipt.Answer
    }

    private static let recipientsMax = 100

    let recipients: [Recipient]

    /// Reads the content of a part.
    init(_ content: [UInt8]) {
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let groups = lines.split { $0.allSatisfy { " \t".utf8.contains($0) } }
        let fields = groups.prefix(Self.recipientsMax).map {
            MailPart(Array($0.joined(separator: [0x0A]))[...])
        }
        recipients = fields.compactMap(Self.recipient)
    }

    private static func recipient(_ fields: MailPart) -> Recipient? {
        let addresses = ["original-recipient", "final-recipient"].compactMap {
            fields.value($0).flatMap(address)
        }
        let action = fields.value("action").map { MailComments.without($0).lowercased() }
        guard !addresses.isEmpty || action != nil else { return nil }
        let diagnostic = fields.value("diagnostic-code").map(afterType) ?? ""
        let status = MailComments.without(fields.value("status") ?? "")
        let said = diagnostic.isEmpty ? status : EncodedWords.decode(diagnostic)
        return Recipient(
            address: addresses.first, action: action.flatMap(Action.init(rawValue:)),
            answer: Receipt.Answer(
                code: code(in: diagnostic),
                text: ["it came back", said].filter { !$0.isEmpty }.joined(separator: ": ")))
    }

    /// Returns the text after the type: `smtp; 550 5.1.1 …`.
    private static func afterType(_ field: String) -> String {
        let halves = field.split(separator: ";", maxSplits: 1)
        return String((halves.last ?? "").trimmed)
    }

    /// Returns the address of `rfc822; a@b.example` or `utf-8; …`; nil if there is none.
    private static func address(_ field: String) -> String? {
        let text = afterType(MailComments.without(field)).filter { $0 != "<" && $0 != ">" }
        guard text.contains("@") else { return nil }
        let isForeign = field.lowercased().hasPrefix("utf-8")
        return isForeign ? unescaped(text) : text
    }

    /// Returns an address with `\x{HEX}` replaced by the character.
    private static func unescaped(_ text: String) -> String {
        var written = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "\\x{") {
            written += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}"),
                let scalar = UInt32(rest[..<end], radix: 16).flatMap(UnicodeScalar.init)
            else { continue }
            written.unicodeScalars.append(scalar)
            rest = rest[end...].dropFirst()
        }
        return written + rest
    }

    /// Returns the code at the beginning of a reply, such as 550; 0 if there is none.
    private static func code(in diagnostic: String) -> Int {
        guard let code = Int(diagnostic.prefix(3)), (400..<600).contains(code) else { return 0 }
        return code
    }
}
