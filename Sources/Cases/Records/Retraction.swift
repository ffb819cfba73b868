package import Calendars
import JSON
import Rules

/// A withdrawal of an incorrect report, by its sender or somebody else (误报).
package struct Retraction: Hashable, Sendable {
    package let record: RecordID
    /// The record of the report.
    package let report: RecordID
    package let at: Instant
    package let by: String?
    package let why: String?
}
