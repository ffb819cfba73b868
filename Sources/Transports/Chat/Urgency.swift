import Cases
import JSON
import Messages
import Rules

/// The urgency of a message, for services that show it by a colour or a sound.
enum Urgency: Int, Comparable, Sendable {
    case over
    case notice
    case warning
    case critical

    /// Takes the highest urgency of the message's notices; without notices, the end of its type
    /// decides.
    init(_ message: Message) {
        let parts = message.data["messages"]?.array ?? [.object(message.data)]
        let reasons = parts.flatMap { $0["notices"]?.array ?? [] }.compactMap {
            $0["reason"]?.string
        }
        let type = message.type.split(separator: ".").last.map(String.init) ?? ""
        let isOver = message.data["over"] == true
        let highest =
            reasons.map { Urgency(reason: $0) }.max() ?? (isOver ? .over : Urgency(type: type))
        // A report that came is no all-clear while the reader has another one to see to.
        let tones = parts.compactMap { $0["tone"]?.string }.compactMap { Urgency(tone: $0) }
        self = highest == .over ? max(highest, tones.max() ?? .over) : highest
    }

    private init?(tone: String) {
        switch tone {
        case "alarm": self = .critical
        case "warning": self = .warning
        case "notice": self = .notice
        case "relief": self = .over
        default: return nil
        }
    }

    private init(type: String) {
        let reason = type.hasPrefix("report_") ? String(type.dropFirst(7)) : type
        self.init(reason: reason.replacing("_", with: "-"))
    }

    /// Takes the urgency of a notice's reason.
    init(reason: String) {
        switch reason {
        case "met", "waived", "revoked", "channel-recovered": self = .over
        case "opened", "test": self = .notice
        case "overdue", "still-overdue", "catch-up", "exhausted", "missed", "nobody":
            self = .critical
        default: self = .warning
        }
    }

    static func < (left: Urgency, right: Urgency) -> Bool {
        left.rawValue < right.rawValue
    }
}
