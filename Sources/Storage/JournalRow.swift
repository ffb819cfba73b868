package import Calendars
package import Cases
import JSON
import Rules

/// One line of the journal: a decision and its reason, never changed once written.
package struct JournalRow: Hashable, Sendable {
    /// The incident; nil for a line about Duebell itself.
    package let incident: Incident.ID?
    package let at: Instant
    /// The encoded entry.
    package let body: [UInt8]
    /// The name of the line, unique within its incident; nil if written by a Duebell without such
    /// names.
    ///
    /// A transaction repeated after a lost answer thereby writes the line only once.
    package let entry: String?

    /// Creates a row with the values of a stored one.
    package init(incident: Incident.ID?, at: Instant, body: [UInt8], entry: String?) {
        self.incident = incident
        self.at = at
        self.body = body
        self.entry = entry
    }

    /// Creates a line named by its instant and content.
    package init(incident: Incident.ID?, at: Instant, body: [UInt8]) {
        let digest = SHA256.hexadecimal(body).prefix(16)
        self.init(
            incident: incident, at: at, body: body,
            entry: String(at.milliseconds, radix: 36) + "-" + digest)
    }
}
