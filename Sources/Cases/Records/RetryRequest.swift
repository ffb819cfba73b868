package import Calendars
import JSON
import Rules

/// A request to retry a permanently failed delivery.
package struct RetryRequest: Hashable, Sendable {
    package let record: RecordID
    /// The id of the delivery, `msg_…`.
    package let delivery: String
    package let by: String
    package let at: Instant

    /// The incident name used in records about a message without an incident; it opens no case.
    package static let ofDuebell: Incident.ID = "duebell:"
}
