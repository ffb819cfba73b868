package import Calendars
import Rules

/// A declaration that two incidents are one: the same event was reported twice.
package struct Merge: Hashable, Sendable {
    package let record: RecordID
    /// The incident that is merged.
    package let incident: Incident.ID
    /// The other incident.
    package let into: Incident.ID
    package let by: String
    package let at: Instant
    package let why: String?

    /// Returns the other of the two incidents; nil for an incident that the merge does not name.
    func other(than id: Incident.ID) -> Incident.ID? {
        switch id {
        case incident: into
        case into: incident
        default: nil
        }
    }
}
