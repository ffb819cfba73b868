package import Calendars
import Cases
package import Deliveries

/// One try at one address, and what came back.
package struct AttemptRow: Hashable, Sendable {
    package let startedAt: Instant
    package let endedAt: Instant
    /// The SMTP or HTTP code; 0 where none came.
    package let code: Int
    package let text: String
    /// The decisions of the stages before it: what was left out, which text was taken.
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
