package import Calendars
import Cases
package import Deliveries
import Messages
import Rules
package import Storage

extension DeliveryView {
    /// A delivery in a list.
    package struct Summary {
        package let id: Delivery.ID
        package let decidedAt: Instant
        package let state: OutboxEntry.State
        /// The recipient's name.
        package let to: String
        package let channel: String
        /// The incidents, or the reason for a message about none.
        package let about: String
        /// The reasons for the message, in words.
        package let reason: String
        package let attempts: Int
        /// The last reply with its code, or the reason why there is none.
        package let answer: String
    }

    /// Returns the values of a delivery for a list.
    package func summary(_ history: DeliveryHistory) -> Summary {
        let entry = history.entry
        let delivery = try? entry.delivery()
        var (about, reason) = ("", "")
        switch delivery?.matter {
        case .incident(let id, let items):
            about = id.text
            reason = reasons(items.map(\.reason))
        case .combined(let combined):
            about = combined.parts.map(\.incident.text).joined(separator: " ")
            reason = reasons(combined.parts.flatMap(\.items).map(\.reason))
        case .operation(let operation):
            let settings = view.rulebook.settings
            reason = operation.told(in: view.words.language, zone: settings.zone).title
        case .test: reason = view.words.asTest
        case nil: break
        }
        return Summary(
            id: entry.id, decidedAt: entry.decidedAt, state: entry.state,
            to: Recipient(entry.recipient).map(view.rulebook.name(of:)) ?? entry.recipient,
            channel: entry.channel.text, about: about, reason: reason, attempts: entry.attempts,
            answer: answer(history))
    }

    private func reasons(_ reasons: [Notice.Reason]) -> String {
        var words: [String] = []
        for reason in reasons {
            let word = view.words.reason(reason).split(separator: " ").joined(separator: " ")
            if !words.contains(word) { words.append(word) }
        }
        return words.joined(separator: view.words.comma)
    }

    private func answer(_ history: DeliveryHistory) -> String {
        let entry = history.entry
        var parts: [String] = []
        if let last = history.attempts.last {
            parts.append("\(last.code) \(said(last, entry))")
        }
        if entry.state != .delivered, let remark = phrases.remark(on: entry) {
            parts.append(remark)
        }
        if entry.state == .waiting {
            parts.append(view.words.nextTry(view.time(nextAttempt(of: entry))))
        }
        return parts.joined(separator: view.words.semicolon)
    }
}
