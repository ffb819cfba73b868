package import Cases

/// The obligations of all cases, as far as a snapshot shows them: lists read them and never the
/// bytes of the cases.
package protocol OwedReading {
    /// Returns the obligations of incidents, in the order asked for and then in their own.
    func owed(
        of incidents: [Incident.ID], onlyOpen: Bool
    ) throws(StoreError) -> [OwedRow]
    /// Returns what stands in the way of judging incidents, by incident in the order asked for and
    /// then by what it is about.
    func questions(of incidents: [Incident.ID]) throws(StoreError) -> [OwedQuestion]
    /// Returns a page of the obligations that are open, the earliest deadline first and those not
    /// started last.
    func openOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedPlace?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedPlace)]
    /// Returns cases whose obligations have no rows yet, since a Duebell without such rows wrote
    /// them.
    func casesWithoutOwed(limit: Int) throws(StoreError) -> [CaseRow]
}

/// The obligations of all cases, written in the transaction that writes their cases.
package protocol OwedWriting: OwedReading {
    /// Puts rows in place of those of the same obligations, and lets go of those removed.
    ///
    /// A verdict that is the same as before keeps the instant at which it was decided.
    func saveOwed(_ changes: [OwedChange]) throws(StoreError)
    /// Notes that the obligations of some cases have their rows.
    func noteOwed(of incidents: [Incident.ID]) throws(StoreError)
}
