package import Calendars
import JSON
import Rules

/// A person took charge of an incident; this holds steps back and meets no obligation.
package struct Acknowledgement: Hashable, Sendable {
    package let record: RecordID
    package let by: String
    package let at: Instant
    /// The obligation that was acknowledged, by id, `RULE/NAME` or name; nil: the whole incident.
    package let obligation: String?
    package let note: String?
}
