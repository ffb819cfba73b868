package import Calendars
package import Cases

/// Write access to the obligations of all cases, in the transaction that writes their cases.
package protocol OwedWriting: OwedReading {
    /// Replaces the rows of the given obligations and deletes those of removed ones.
    ///
    /// An unchanged verdict keeps the instant at which it was decided.
    func saveOwed(_ changes: [OwedChange]) throws(StoreError)
    /// Records that the obligations of some cases have their rows.
    func noteOwed(of incidents: [Incident.ID]) throws(StoreError)
    /// Removes the obligations, questions and statements of incidents.
    func removeOwed(of incidents: [Incident.ID]) throws(StoreError)
    /// Removes obligations that were decided before an instant and are not open, of incidents whose
    /// ids begin with a prefix; returns their number, at most `limit`.
    func removeOwed(
        ofNamesFrom prefix: String, decidedBefore instant: Instant, limit: Int
    ) throws(StoreError) -> Int
}
