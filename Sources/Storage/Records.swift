package import Cases

/// The received records, as far as a snapshot shows them.
package protocol RecordReading {
    /// Returns the current versions of records, in the order asked for; those that are not there
    /// are left out.
    func records(_ ids: [Record.ID]) throws(StoreError) -> [RecordRow]
    /// Returns every version of every record of an incident, in order of arrival.
    func records(of incident: Incident.ID) throws(StoreError) -> [RecordRow]
}

/// The received records, written.
package protocol RecordWriting: RecordReading {
    /// Keeps each record unless its id is taken; returns one outcome for each.
    func insert(_ records: [RecordRow]) throws(StoreError) -> [RecordOutcome]
}

extension RecordReading {
    /// Returns the current version of a record.
    package func record(_ id: Record.ID) throws(StoreError) -> RecordRow? {
        try records([id]).first
    }
}

extension RecordWriting {
    /// Keeps a record unless its id is taken; returns which.
    package func insert(_ record: RecordRow) throws(StoreError) -> RecordOutcome {
        try insert([record]).first ?? .duplicate
    }
}
