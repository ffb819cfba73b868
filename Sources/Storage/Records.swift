package import Cases

/// Read access to the received records of a snapshot.
package protocol RecordReading {
    /// Returns the current versions of records in the requested order; unknown ids are left out.
    func records(_ ids: [Record.ID]) throws(StoreError) -> [RecordRow]
    /// Returns every version of every record of an incident, in order of arrival.
    func records(of incident: Incident.ID) throws(StoreError) -> [RecordRow]
}

/// Write access to the received records.
package protocol RecordWriting: RecordReading {
    /// Stores each record unless its id is taken; returns one outcome for each.
    func insert(_ records: [RecordRow]) throws(StoreError) -> [RecordOutcome]
}

extension RecordReading {
    /// Returns the current version of a record.
    package func record(_ id: Record.ID) throws(StoreError) -> RecordRow? {
        try records([id]).first
    }
}

extension RecordWriting {
    /// Stores a record unless its id is taken; returns the outcome.
    package func insert(_ record: RecordRow) throws(StoreError) -> RecordOutcome {
        try insert([record]).first ?? .duplicate
    }
}
