/// All tables at one moment; valid only inside the body that receives the snapshot.
package protocol StoreSnapshot: RecordReading, CaseReading, OwedReading, OutboxReading,
    JournalReading, RulebookReading, MarkerReading
{
    /// Returns the row counts, and the oldest waiting delivery.
    func counts() throws(StoreError) -> StoreCounts
}
