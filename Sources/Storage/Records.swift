import Calendars
package import Cases

/// Read access to the received records of a snapshot.
package protocol RecordReading {
    /// Returns the current versions of records in the requested order; unknown ids are left out.
    func records(_ ids: [Record.ID]) throws(StoreError) -> [RecordRow]
    /// Returns the record that arrived last; nil if none ever did.
    func latestRecord() throws(StoreError) -> RecordRow?
    /// Returns every version of every record of an incident, in order of arrival.
    func records(of incident: Incident.ID) throws(StoreError) -> [RecordRow]
}

extension RecordReading {
    /// Returns the current version of a record.
    package func record(_ id: Record.ID) throws(StoreError) -> RecordRow? {
        try records([id]).first
    }
}
