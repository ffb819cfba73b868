package import Calendars
package import JSON
import Rules

/// A leader's written instruction on an incident; it requires an answer (件件有回音).
package struct Instruction: Hashable, Sendable {
    package let record: RecordID
    package let by: String
    package let at: Instant
    package let text: String
    /// The deadline set by the leader, if any; it takes precedence over any rule's deadline.
    package let due: Instant?
    /// The record's body, for conditions.
    package let body: JSONObject

    /// The unit that must answer, if the instruction names one.
    var unit: Unit.ID? { body["unit"]?.string.map { Unit.ID($0) } }
}
