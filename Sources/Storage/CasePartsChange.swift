import Calendars
package import Cases

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
