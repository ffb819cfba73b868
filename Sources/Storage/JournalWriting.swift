package import Calendars
package import Cases

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
