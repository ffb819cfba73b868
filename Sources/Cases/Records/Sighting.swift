package import Calendars
package import JSON
import Rules

/// An observation of the incident by others: the press, the police, the public.
package struct Sighting: Hashable, Sendable {
    package let record: RecordID
    package let source: String
    package let seenAt: Instant
    package let url: String?
    /// The record's body, for conditions.
    package let body: JSONObject

    /// The unit named by the sighting, for an incident without a record of its own.
    var unit: Unit.ID? { body["unit"]?.string.map { Unit.ID($0) } }
    package var title: String? { body["title"]?.string }
}
