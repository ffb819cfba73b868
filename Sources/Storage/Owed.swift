import Calendars
package import Cases

/// Read access to the obligations of all cases; lists read these and never the encoded cases.
package protocol OwedReading {
    /// Returns the obligations of incidents, in the requested order and then in their own.
    func owed(
        of incidents: [Incident.ID], onlyOpen: Bool
    ) throws(StoreError) -> [OwedRow]
    /// Returns the open questions of incidents, in the requested order and then by their subject.
    func questions(of incidents: [Incident.ID]) throws(StoreError) -> [OwedQuestion]
    /// Returns the statements of people about incidents that have any, by time.
    func statements(
        of incidents: [Incident.ID]
    ) throws(StoreError) -> [Incident.ID: [ListedStatement]]
    /// Returns a page of open obligations, the earliest deadline first and those without one last.
    func openOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)]
    /// Returns a page of obligations that are no longer open, the latest settled first.
    func settledOwed(
        matching filter: OwedFilter, limit: Int, after place: OwedCursor?
    ) throws(StoreError) -> [(row: OwedRow, place: OwedCursor)]
    /// Returns the number of obligations that are open, or that are no longer open.
    func countOwed(matching filter: OwedFilter, isOpen: Bool) throws(StoreError) -> Int
    /// Returns the questions of all open cases, by incident and subject.
    func openQuestions(limit: Int) throws(StoreError) -> [OwedQuestion]
    /// Returns the number of questions of all open cases.
    func countOpenQuestions() throws(StoreError) -> Int
    /// Returns cases whose obligations have no rows yet, saved by a Duebell without such rows.
    func casesWithoutOwed(limit: Int) throws(StoreError) -> [CaseRow]
    /// Returns the digests of the rulebooks under which open obligations were opened.
    func rulebooksOfOpen() throws(StoreError) -> Set<String>
}
