import Calendars
package import Cases
import Rules

/// The change of one incident's obligation rows in a transaction.
package struct OwedChange: Hashable, Sendable {
    package let incident: Incident.ID
    /// The rows that are new or differ.
    package var rows: [OwedRow]
    /// The rows that differ in their status alone, as after a reminder.
    package var restated: [OwedRow]
    package var removed: [Obligation.ID]
    /// All current questions; nil to leave them unchanged.
    package var questions: [OwedQuestion]?
    /// All current statements of people; nil to leave them unchanged.
    package var statements: [ListedStatement]?

    package init(
        incident: Incident.ID, rows: [OwedRow], restated: [OwedRow] = [],
        removed: [Obligation.ID] = [], questions: [OwedQuestion]? = nil,
        statements: [ListedStatement]? = nil
    ) {
        self.incident = incident
        self.rows = rows
        self.restated = restated
        self.removed = removed
        self.questions = questions
        self.statements = statements
    }

    package var isEmpty: Bool {
        rows.isEmpty && restated.isEmpty && removed.isEmpty && questions == nil
            && statements == nil
    }
}
