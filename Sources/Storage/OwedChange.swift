import Calendars
package import Cases
import Rules

/// The change of one incident's obligation rows in a transaction.
package struct OwedChange: Hashable, Sendable {
    package let incident: Incident.ID
    package var rows: [OwedRow]
    package var removed: [Obligation.ID]
    /// All current questions; nil to leave them unchanged.
    package var questions: [OwedQuestion]?

    package init(
        incident: Incident.ID, rows: [OwedRow], removed: [Obligation.ID] = [],
        questions: [OwedQuestion]? = nil
    ) {
        self.incident = incident
        self.rows = rows
        self.removed = removed
        self.questions = questions
    }

    package var isEmpty: Bool { rows.isEmpty && removed.isEmpty && questions == nil }
}
