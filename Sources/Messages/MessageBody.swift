import Deliveries
import JSON
import Rules

/// What a message says, before it is set as text, HTML or anything else.
package struct MessageBody: Sendable {
    /// A label and what it labels.
    struct Row: Sendable {
        /// How a row is set.
        enum Role: String, Sendable {
            /// A paragraph of its own, what is wrong first of all.
            case statement
            /// What the reader is to do.
            case action
            case plain
            /// What follows is about something else; it says nothing itself.
            case gap
        }

        let role: Role
        /// Empty where the value needs none.
        let label: String
        let value: String

        /// Without a role it is plain, and without a label a statement.
        init(_ label: String, _ value: String, as role: Role? = nil) {
            self.role = role ?? (label.isEmpty ? .statement : .plain)
            self.label = label
            self.value = MessageBody.plain(value)
        }

        static let gap = Row("", "", as: .gap)
    }

    let type: String
    /// What templates for it are named by: a reason, a kind of operation, `test`.
    let reason: String
    let subject: String
    /// What sets a drill or a test off from what is real, as in `[TEST] `; else empty.
    let mark: String
    let rows: [Row]
    /// One line of at most 140 characters, for chats and text messages; nil: made of the subject.
    let brief: @Sendable () -> String?
    /// What templates are given, beside what every message has; made when it is asked for.
    let facts: @Sendable () -> JSONObject
    /// What programs are given.
    let data: JSONObject

    init(
        type: String, reason: String = "", subject: String, mark: String = "", rows: [Row],
        brief: @autoclosure @escaping @Sendable () -> String? = nil,
        facts: @autoclosure @escaping @Sendable () -> JSONObject = [:],
        data: JSONObject
    ) {
        self.type = type
        self.reason = reason
        self.subject = Self.shortened(Self.plain(subject), to: Self.subjectMax)
        self.mark = mark
        self.rows = rows
        self.brief = brief
        self.facts = facts
        self.data = data
    }

    /// Longer subjects are cut by what shows them, and nobody reads them.
    private static let subjectMax = 300

    /// The same, set off from what is real, with what that means as its first words.
    func marked(as mark: Unreal, _ phrases: any Phrasebook) -> MessageBody {
        let (sign, meaning) = phrases.mark(mark)
        var data = data
        data[mark.rawValue] = true
        let makeFacts: @Sendable () -> JSONObject = { [facts] in
            var facts = facts()
            facts[mark == .drill ? "isDrill" : "isTest"] = true
            return facts
        }
        let makeBrief: @Sendable () -> String? = { [brief] in brief().map { sign + $0 } }
        return MessageBody(
            type: type, reason: reason, subject: sign + subject, mark: sign + self.mark,
            rows: [Row("", sign + meaning)] + rows, brief: makeBrief(),
            facts: makeFacts(), data: data)
    }

    /// A matter of Duebell's own, the times in it as `reader`'s clocks show them.
    init(_ operation: Delivery.Operation, _ reader: Reader, _ phrases: any Phrasebook) {
        let action = phrases.operation(operation.kind).action
        let labels = phrases.labels()
        let kind = operation.kind.rawValue
        let (title, said) = operation.told(in: reader.language, zone: reader.zone)
        let detail = Self.shortened(said, to: Self.detailMax)
        let subject = phrases.badge("Duebell", late: nil) + title
        self.init(
            type: "operation." + Self.snake(kind), reason: kind, subject: subject,
            rows: [
                Row("", title), Row(labels.action, action, as: .action),
                Row(labels.detail, detail),
            ],
            // What it is about tells where to look; what to do without it is in the long text.
            brief: "\(subject) · \(detail.isEmpty ? action : detail)",
            facts: [
                "isOperation": true, "tone": "warning", "heading": .string(title),
                "statement": .string(title), "action": .string(action),
                "detail": .string(Self.plain(detail)),
            ],
            data: ["kind": .string(kind), "detail": .string(operation.detail)])
    }

    /// A test of a channel.
    init(testIn phrases: any Phrasebook) {
        let (title, body) = phrases.test()
        self.init(
            type: "test", reason: "test", subject: title, mark: phrases.mark(.test).sign,
            rows: [Row("", phrases.mark(.test).sign + body)],
            facts: [
                "isTest": true, "tone": "notice", "heading": .string(title),
                "statement": .string(phrases.mark(.test).sign + body),
            ], data: [:])
    }

    /// The most notices that a program is given.
    static let noticesMax = 100

    /// More is read by nobody; a program finds the whole in `data`.
    static let detailMax = 2_000

    /// `still-overdue` as the names of events are written: `still_overdue`.
    static func snake(_ name: String) -> String {
        name.map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

extension JSONObject {
    /// Sets `notices` to those of some items, as many as programs are given, and `more` to the
    /// number of items that have none there.
    mutating func setNotices(of items: [Delivery.Item], _ make: (Delivery.Item) -> [JSON]) {
        var notices: [JSON] = []
        var left = items[...]
        while notices.count < MessageBody.noticesMax, let item = left.popFirst() {
            notices += make(item)
        }
        self["notices"] = .array(Array(notices.prefix(MessageBody.noticesMax)))
        if !left.isEmpty { self["more"] = .number(.integer(Int64(left.count))) }
    }
}

extension MessageBody {
    /// A value on one line and in its own order: what a record wrote cannot pass for a line of
    /// ours, ring a terminal's bell, or turn the words around it.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: wantsCare) else { return text }
        var plain = String.UnicodeScalarView()
        for character in text {
            if character.isNewline {
                plain.append(" ")
                continue
            }
            plain.append(contentsOf: character.unicodeScalars.filter { !isMisleading($0) })
        }
        return String(plain)
    }

    /// Control characters, and those that override the direction of writing.
    private static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Those, and the ends of lines that are no control characters.
    private static func wantsCare(_ scalar: Unicode.Scalar) -> Bool {
        isMisleading(scalar) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// A text of at most so many characters, which ends in … where it was longer.
    static func shortened(_ text: String, to count: Int) -> String {
        // A character has at least one byte, and counting bytes costs nothing.
        guard text.utf8.count > count, text.count > count else { return text }
        return String(text.prefix(max(0, count - 1))) + "…"
    }
}
