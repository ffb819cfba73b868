import Deliveries
import JSON
import Rules

/// The content of a message before rendering as text, HTML or another form.
package struct MessageBody: Sendable {
    /// A label with its value.
    struct Row: Sendable {
        /// The layout of a row.
        enum Role: String, Sendable {
            /// The title of what happened, above everything else.
            case title
            /// A paragraph of its own; the problem comes first.
            case statement
            /// The action for the reader to take.
            case action
            case plain
            /// A separator before a different subject.
            case gap
        }

        let role: Role
        /// The label; empty if the value needs none.
        let label: String
        let value: String

        /// Creates a row. Without a role, the row is plain or, with an empty label, a statement.
        init(_ label: String, _ value: String, as role: Role? = nil) {
            self.role = role ?? (label.isEmpty ? .statement : .plain)
            self.label = label
            self.value = MessageBody.plain(value)
        }

        static let gap = Row("", "", as: .gap)
    }

    let type: String
    /// The reason for choosing templates: a notice reason, a kind of operation, or `test`.
    let reason: String
    let subject: String
    /// The prefix that marks a drill or a test, such as `[TEST] `; else empty.
    let mark: String
    let rows: [Row]
    /// Returns the place of the body among several in one message; computed on request.
    let place: @Sendable () -> Place
    /// The bodies combined in this one, the most pressing first; empty for a single matter.
    let parts: [Part]
    /// One line of at most 140 characters, for chats and text messages; nil: made from the subject.
    let brief: @Sendable () -> String?
    /// The template values in addition to the ones every message has; computed on request.
    let facts: @Sendable () -> JSONObject
    /// The values for programs.
    let data: JSONObject

    init(
        type: String, reason: String = "", subject: String, mark: String = "", rows: [Row],
        place: @autoclosure @escaping @Sendable () -> Place? = nil, parts: [Part] = [],
        brief: @autoclosure @escaping @Sendable () -> String? = nil,
        facts: @autoclosure @escaping @Sendable () -> JSONObject = [:],
        data: JSONObject
    ) {
        self.type = type
        self.reason = reason
        let subject = Self.shortened(Self.plain(subject), to: Self.subjectMax)
        self.subject = subject
        self.mark = mark
        self.rows = rows
        self.place = {
            place() ?? Place(rank: Int.max, headline: subject, title: subject)
        }
        self.parts = parts
        self.brief = brief
        self.facts = facts
        self.data = data
    }

    /// The place of a body among several in one message, and its lines there.
    struct Place: Sendable {
        /// The rank of the most pressing reason.
        let rank: Int
        /// The time since the deadline of the most pressing report.
        let lateness: Duration
        /// The badge and the title, shorter than the subject.
        let headline: String
        /// The line in the list of all matters, with the incident's id.
        let overview: String
        /// The title over the details.
        let title: String

        init(
            rank: Int, lateness: Duration = .zero, headline: String, overview: String? = nil,
            title: String
        ) {
            self.overview = MessageBody.plain(overview ?? headline)
            self.rank = rank
            self.lateness = lateness
            self.headline = MessageBody.plain(headline)
            self.title = MessageBody.plain(title)
        }

        fileprivate func marked(_ sign: String) -> Place {
            Place(
                rank: rank, lateness: lateness, headline: sign + headline,
                overview: sign + overview, title: title)
        }
    }

    /// One body of a combined message, as listed in its overview.
    struct Part: Sendable {
        let subject: String
        let headline: String
    }

    /// The maximum length of a subject. Viewers cut off longer ones, and nobody reads them.
    private static let subjectMax = 300

    /// Returns a copy marked as a drill or test, with an explanation as its first words.
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
            rows: [Row("", sign + meaning)] + rows, place: place().marked(sign),
            parts: parts, brief: makeBrief(),
            facts: makeFacts(), data: data)
    }

    /// Creates the body of a message about Duebell itself, with times in the reader's zone.
    init(_ operation: Delivery.Operation, _ reader: Reader, _ phrases: any Phrasebook) {
        let action = phrases.operation(operation.kind).action
        let labels = phrases.labels()
        let kind = operation.kind.rawValue
        let (title, said) = operation.told(in: reader.language, zone: reader.zone)
        let detail = Self.shortened(said.joined(separator: "\n"), to: Self.detailMax)
        let oneLine = Self.shortened(
            said.joined(separator: phrases.semicolon()), to: Self.detailMax)
        let subject = phrases.badge("Duebell", nil) + title
        let lines = Self.lines(of: detail)
        self.init(
            type: "operation." + Self.snake(kind), reason: kind, subject: subject,
            rows: [
                Row("", title), Row(labels.action, action, as: .action),
                Row(labels.detail, lines.first ?? ""),
            ] + lines.dropFirst().map { Row("", $0, as: .plain) },
            // The detail says where to look; without one, the action fits here and is in the long
            // text too.
            brief: "\(subject) · \(oneLine.isEmpty ? action : oneLine)",
            facts: [
                "isOperation": true, "tone": "warning", "heading": .string(title),
                "statement": .string(title), "action": .string(action),
                "detail": .string(Self.plain(oneLine)),
            ],
            data: ["kind": .string(kind), "detail": .string(operation.detail)])
    }

    private static func lines(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Creates the body of a channel test.
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

    /// The maximum number of notices for programs.
    static let noticesMax = 100

    /// The maximum length of the detail; nobody reads more, and programs find the whole in `data`.
    static let detailMax = 2_000

    /// Converts a name such as `still-overdue` to the form of event names: `still_overdue`.
    static func snake(_ name: String) -> String {
        name.map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

extension JSONObject {
    /// Sets `notices` to the notices of some items, up to `noticesMax`, and `more` to the number of
    /// items left out.
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
    /// Returns a value as a single line without control characters.
    ///
    /// Text from a record cannot pass for a line of the message, ring a terminal's bell, or reverse
    /// the text around it.
    static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy(isPrintable) { return text }
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

    /// Returns the text without control characters and invisible ones, but with its line ends.
    static func visible(_ text: String) -> String {
        guard isMisleading(text) else { return text }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { plain(String($0)) }.joined(separator: "\n")
    }

    /// Returns true for a text with control characters, line ends or invisible characters.
    static func isMisleading(_ text: String) -> Bool {
        !text.utf8.allSatisfy(isPrintable) && text.unicodeScalars.contains(where: isMisleading)
    }

    /// Returns true for a printable character of ASCII: most texts have no other, and are done with
    /// quickly.
    private static func isPrintable(_ byte: UInt8) -> Bool { 0x20...0x7E ~= byte }

    /// Returns true for control characters and for invisible ones.
    private static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F: true
        default: InvisibleCharacters.contains(scalar)
        }
    }

    /// Returns true for misleading characters and for line ends that are not control characters.
    private static func wantsCare(_ scalar: Unicode.Scalar) -> Bool {
        isMisleading(scalar) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// Returns a text of at most `count` characters, ending in … if it was longer.
    static func shortened(_ text: String, to count: Int) -> String {
        // A character has at least one byte, and counting bytes is cheap.
        guard text.utf8.count > count, text.count > count else { return text }
        return String(text.prefix(max(0, count - 1))) + "…"
    }
}
