package import Calendars
package import JSON
package import Rules

/// A submission that meets an obligation if it is the right one and on time.
package struct Report: Hashable, Sendable {
    /// The record of the report.
    package let record: RecordID
    package let from: Unit.ID
    /// The units that received the report.
    package let to: [Unit.ID]
    package let submittedAt: Instant
    /// The instant at which the receiving unit confirmed receipt.
    package let receivedAt: Instant?
    /// The instant at which Duebell accepted the record.
    package let arrivedAt: Instant
    /// The stage that the report is for; nil: every stage it satisfies.
    package let stage: String?
    /// The form of the report: `verbal`, `written` and the like.
    package let form: String?
    /// The only instruction that the report answers; nil: the report counts for any obligation it
    /// meets.
    package let instruction: RecordID?
    /// The record's body, for conditions.
    package let body: JSONObject
}
