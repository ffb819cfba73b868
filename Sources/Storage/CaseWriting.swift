package import Calendars
package import Cases

/// Write access to the cases.
package protocol CaseWriting: CaseReading {
    /// Locks incidents against other watchers until this transaction ends.
    ///
    /// Also locks incidents that have no case yet. Called before their cases are read for a change.
    /// A store with one watcher has nothing to do here.
    func lockCases(_ incidents: [Incident.ID]) throws(StoreError)
    /// Returns and locks due cases, as `dueCases` does; skips cases locked by another watcher.
    func lockDueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow]
    /// Saves cases in place of their previous rows; saved cases are no longer set aside.
    ///
    /// Their parts and the rows of their obligations are written in the same transaction, by
    /// `saveParts` and `saveOwed`.
    func save(_ rows: [CaseRow]) throws(StoreError)
    /// Saves and removes parts of saved cases, leaving the others as they are.
    func saveParts(_ changes: [CasePartsChange]) throws(StoreError)
    /// Sets a case aside until it is saved again; the case may never have been saved.
    func setAside(_ incident: Incident.ID, reason: String, at: Instant) throws(StoreError)
    /// Removes cases with their parts; their rows in the other tables are removed by the verbs of
    /// those.
    func removeCases(_ incidents: [Incident.ID]) throws(StoreError)
}

extension CaseWriting {
    /// Saves a case in place of its previous row; a saved case is no longer set aside.
    package func save(_ row: CaseRow) throws(StoreError) {
        try save([row])
    }
}
