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
    /// The stage that the report is for; nil: one that the matching chooses.
    package let stage: String?
    /// The form of the report: `verbal`, `written` and the like.
    package let form: String?
    /// The only instruction that the report answers; nil: none.
    package let instruction: RecordID?
    /// The period of a bulletin or a repeated obligation that the report is for; nil: the one whose
    /// turn it is.
    package let period: NamedPeriod?
    /// The report that this one corrects, whose stage and period it has.
    package let corrects: RecordID?
    /// The record's body, for conditions.
    package let body: JSONObject
}

extension Report {
    /// A period as a report names it, by its deadline.
    package enum NamedPeriod: Hashable, Sendable {
        /// The day of the deadline, in the zone of the schedule.
        case day(CivilDate)
        case instant(Instant)

        /// The accepted format, for error messages.
        static let accepted = "a day such as 2026-05-12, or a time with an offset (RFC 3339)"

        init?(_ text: String) {
            if let date = CivilDate(text) {
                self = .day(date)
            } else if let instant = try? Instant(rfc3339: text) {
                self = .instant(instant)
            } else {
                return nil
            }
        }
    }

    /// The person who handed the report over, as the record names the person.
    package var by: String? { body["by"]?.string }
}
