package import Calendars
package import Cases

/// One line of what was decided and why, never changed after it is written.
package struct JournalRow: Hashable, Sendable {
    /// Nil: about Duebell itself.
    package let incident: Incident.ID?
    package let at: Instant
    /// The entry as the engine encoded it.
    package let body: [UInt8]

    package init(incident: Incident.ID?, at: Instant, body: [UInt8]) {
        self.incident = incident
        self.at = at
        self.body = body
    }
}
