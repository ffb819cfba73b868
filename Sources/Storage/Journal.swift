package import Cases

/// The journal of decisions, as far as a snapshot shows it.
package protocol JournalReading {
    /// Returns what was written down about an incident, or with nil about Duebell itself; oldest
    /// first.
    func journal(of incident: Incident.ID?) throws(StoreError) -> [JournalRow]
}

/// The journal of decisions, written.
package protocol JournalWriting: JournalReading {
    /// Writes down what was decided; a line whose entry is there already is left out.
    func append(_ rows: [JournalRow]) throws(StoreError)
}

extension JournalWriting {
    /// Writes one decision down.
    package func append(_ row: JournalRow) throws(StoreError) {
        try append([row])
    }
}
