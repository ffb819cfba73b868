package import Calendars
package import Cases

/// The cases, as far as a snapshot shows them.
package protocol CaseReading {
    /// Returns cases, in the order asked for, also those set aside; those that are not there are
    /// left out.
    func cases(_ incidents: [Incident.ID]) throws(StoreError) -> [CaseRow]
    /// Returns a page of cases, the latest opened first.
    func cases(
        matching filter: CaseFilter, limit: Int, after place: CasePlace?
    ) throws(StoreError) -> [CaseRow]
    /// Returns the same without the bytes of the cases, which are not read.
    func headings(
        matching filter: CaseFilter, limit: Int, after place: CasePlace?
    ) throws(StoreError) -> [CaseHeading]
    /// Returns cases that must be advanced by an instant, earliest first; none that is set aside.
    func dueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow]
    /// Returns open cases that nothing will happen to by itself, those not touched for longest
    /// first; none that is set aside.
    func casesWithoutNext(
        limit: Int, after place: QuietPlace?
    ) throws(StoreError) -> [(row: CaseRow, place: QuietPlace)]
    /// Returns the instant at which the next case must be advanced.
    ///
    /// Another watcher may be at work on that case: whoever waits for it pauses all the same.
    func earliestDue() throws(StoreError) -> Instant?
}

/// The cases, written.
package protocol CaseWriting: CaseReading {
    /// Makes sure that no other watcher decides about some incidents before this transaction ends,
    /// also where they have no case yet; called before their cases are read to be changed.
    ///
    /// A store with one watcher has nothing to do here.
    func lockCases(_ incidents: [Incident.ID]) throws(StoreError)
    /// Returns and locks due cases, as `dueCases` does; those another watcher has locked are
    /// passed over.
    func lockDueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow]
    /// Keeps cases in place of what was there, and ends their being set aside.
    ///
    /// The rows of what they owe are written in the same transaction, by `saveOwed`.
    func save(_ rows: [CaseRow]) throws(StoreError)
    /// Passes a case over from now on, also one that was never saved.
    func setAside(_ incident: Incident.ID, reason: String, at: Instant) throws(StoreError)
}

extension CaseReading {
    /// Returns a case, also when it is set aside.
    package func caseRow(_ incident: Incident.ID) throws(StoreError) -> CaseRow? {
        try cases([incident]).first
    }
}

extension CaseWriting {
    /// Keeps a case in place of what was there, and ends its being set aside.
    package func save(_ row: CaseRow) throws(StoreError) {
        try save([row])
    }
}
