package import Calendars
package import Cases
import JSON
import Rules

/// One line of what was decided and why, never changed after it is written.
package struct JournalRow: Hashable, Sendable {
    /// Nil: about Duebell itself.
    package let incident: Incident.ID?
    package let at: Instant
    /// The entry as the engine encoded it.
    package let body: [UInt8]
    /// The name of the line among those of its incident: a transaction whose end nobody heard of is
    /// run again and writes it once. Nil: written by a Duebell that gave none.
    package let entry: String?

    /// Reads a row as a store has it.
    package init(incident: Incident.ID?, at: Instant, body: [UInt8], entry: String?) {
        self.incident = incident
        self.at = at
        self.body = body
        self.entry = entry
    }

    /// A line that is named by its instant and its content.
    package init(incident: Incident.ID?, at: Instant, body: [UInt8]) {
        let digest = SHA256.hexadecimal(body).prefix(16)
        self.init(
            incident: incident, at: at, body: body,
            entry: String(at.milliseconds, radix: 36) + "-" + digest)
    }
}
