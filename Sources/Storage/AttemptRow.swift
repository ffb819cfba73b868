package import Calendars
import Cases
package import Deliveries

/// One attempt to send to one address, and its result.
package struct AttemptRow: Hashable, Sendable {
    package let startedAt: Instant
    package let endedAt: Instant
    /// The SMTP or HTTP code; 0 if none was received.
    package let code: Int
    package let text: String
    /// The decisions of the stages before the attempt: omitted content, chosen text.
    package let notes: [AttemptNote]

    package init(
        startedAt: Instant, endedAt: Instant, code: Int, text: String, notes: [AttemptNote] = []
    ) {
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.code = code
        self.text = text
        self.notes = notes
    }
}
