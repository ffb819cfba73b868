package import Calendars
package import Cases

/// Read access to the cases of a snapshot.
package protocol CaseReading {
    /// Returns cases in the requested order, including those set aside; unknown ids are left out.
    func cases(_ incidents: [Incident.ID]) throws(StoreError) -> [CaseRow]
    /// Returns the parts of a case that are stored apart, in the order of their numbers.
    func parts(
        of incident: Incident.ID, _ choice: CasePart.Choice
    ) throws(StoreError) -> [CasePart]
    /// Returns a page of cases, the latest opened first.
    func cases(
        matching filter: CaseFilter, limit: Int, after place: CaseCursor?
    ) throws(StoreError) -> [CaseRow]
    /// Returns a page of cases without their encoded bytes, which are not read.
    func headings(
        matching filter: CaseFilter, limit: Int, after place: CaseCursor?
    ) throws(StoreError) -> [CaseHeading]
    /// Returns cases that must be advanced before an instant, incidents of which nobody has been
    /// told before all others, each earliest first; none that is set aside.
    func dueCases(before instant: Instant, limit: Int) throws(StoreError) -> [CaseRow]
    /// Returns open cases without a next instant, the least recently updated first; none that is
    /// set aside.
    func casesWithoutNext(
        limit: Int, after place: IdleCaseCursor?
    ) throws(StoreError) -> [(row: CaseRow, place: IdleCaseCursor)]
    /// Returns the instant at which the next case must be advanced.
    ///
    /// Another watcher may be working on that case, so a caller that waits for it must pause in any
    /// case.
    func earliestDue() throws(StoreError) -> Instant?
    /// Returns closed cases last changed before an instant that need nothing more.
    ///
    /// Such a case has no next instant, no open obligation and no waiting delivery, and is not set
    /// aside.
    func finishedCases(
        before instant: Instant, limit: Int
    ) throws(StoreError) -> [Incident.ID]
}

/// The change of one case's parts in a transaction.
package struct CasePartsChange: Hashable, Sendable {
    package let incident: Incident.ID
    /// The parts that are new or differ.
    package let saved: [CasePart]
    /// The numbers of the parts that are there no more.
    package let removed: [Int64]

    package init(incident: Incident.ID, saved: [CasePart], removed: [Int64] = []) {
        self.incident = incident
        self.saved = saved
        self.removed = removed
    }
}

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

extension CaseReading {
    /// Returns a case, also if set aside.
    package func caseRow(_ incident: Incident.ID) throws(StoreError) -> CaseRow? {
        try cases([incident]).first
    }

    /// Decodes a case with the chosen parts; throws a `CodingError` for one that is unreadable.
    package func incident(of row: CaseRow, _ choice: CasePart.Choice = .all) throws -> Case {
        let parts = row.hasParts ? try parts(of: row.incident, choice) : []
        return try Case(encoded: row.body, parts: parts, choice)
    }
}

extension CaseWriting {
    /// Saves a case in place of its previous row; a saved case is no longer set aside.
    package func save(_ row: CaseRow) throws(StoreError) {
        try save([row])
    }
}
