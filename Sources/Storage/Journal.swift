import Calendars
package import Cases

/// Read access to the journal of decisions of a snapshot.
package protocol JournalReading {
    /// Returns the lines about an incident, or about Duebell itself with nil; oldest first.
    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow]
}
