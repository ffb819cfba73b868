package import Calendars
package import Cases

/// Read access to the journal of decisions of a snapshot.
package protocol JournalReading {
    /// Returns the lines about an incident, or about Duebell itself with nil; oldest first.
    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow]
}

/// Write access to the journal of decisions.
package protocol JournalWriting: JournalReading {
    /// Appends lines; a line whose entry exists already is left out.
    func append(_ rows: [JournalRow]) throws(StoreError)
    /// Removes the lines about incidents.
    func removeJournal(of incidents: [Incident.ID]) throws(StoreError)
    /// Removes the first lines as long as they were written before an instant; returns their
    /// number, at most `limit`.
    func removeJournal(before instant: Instant, limit: Int) throws(StoreError) -> Int
}
