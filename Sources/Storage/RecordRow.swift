package import Calendars
package import Cases
import JSON

/// One received record as it is kept, with all its versions if it came from a kept file.
package struct RecordRow: Hashable, Sendable {
    /// The meaning of a second arrival under the same id.
    package enum Arrival: Sendable {
        /// From an inbox: an id is used once; another body under it is a conflict.
        case once
        /// From a file that stays and is edited: another body is a new version.
        case kept
    }

    package let id: Record.ID
    package let incident: Incident.ID
    package let digest: String
    package let arrivedAt: Instant
    package let origin: String
    package let arrival: Arrival
    /// The record's JSON, as the engine wrote it.
    package let body: [UInt8]
    /// From 1; counted by the store.
    package var version = 1
    /// True once a later version has come.
    package var isSuperseded = false

    package init(
        id: Record.ID, incident: Incident.ID, digest: String, arrivedAt: Instant, origin: String,
        arrival: Arrival = .once, body: [UInt8]
    ) {
        self.id = id
        self.incident = incident
        self.digest = digest
        self.arrivedAt = arrivedAt
        self.origin = origin
        self.arrival = arrival
        self.body = body
    }
}

/// The fate of a record handed to the store.
package enum RecordOutcome: Hashable, Sendable {
    /// First of its id, and now kept.
    case new
    /// Kept already, with this id and this digest; nothing was done.
    case duplicate
    /// Kept already, with this id and another digest; nothing was done.
    case conflict(existingDigest: String)
    /// Another body from a kept file; it now supersedes the version before it.
    case newVersion
}
