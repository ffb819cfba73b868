package import Calendars
package import Cases
import JSON

/// One version of a received record, as stored.
package struct RecordRow: Hashable, Sendable {
    /// The meaning of a second arrival under the same id.
    package enum Arrival: Sendable {
        /// From an inbox: an id is used once, and another body under it is a conflict.
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
    /// The record's JSON, as encoded by the engine.
    package let body: [UInt8]
    /// The version, from 1; counted by the store.
    package var version = 1
    /// True once a later version has arrived.
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
