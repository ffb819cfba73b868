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
