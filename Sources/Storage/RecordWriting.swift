package import Calendars
package import Cases

/// Write access to the received records.
package protocol RecordWriting: RecordReading {
    /// Stores each record unless its id is taken; returns one outcome for each.
    func insert(_ records: [RecordRow]) throws(StoreError) -> [RecordOutcome]
    /// Removes the records of incidents.
    ///
    /// Of a record of arrival `kept`, id and digest stay, without an incident and without content:
    /// its file may stay in its folder and must not count as new when it is read again.
    func removeRecords(of incidents: [Incident.ID]) throws(StoreError)
    /// Removes records that arrived before an instant, of incidents whose ids begin with a prefix;
    /// returns their number, at most `limit`.
    func removeRecords(
        ofNamesFrom prefix: String, arrivedBefore instant: Instant, limit: Int
    ) throws(StoreError) -> Int
}

extension RecordWriting {
    /// Stores a record unless its id is taken; returns the outcome.
    package func insert(_ record: RecordRow) throws(StoreError) -> RecordOutcome {
        try insert([record]).first ?? .duplicate
    }
}
