package import Calendars
package import JSON

/// A reader of a single due form, to show a rule editor the resulting deadline.
package enum DueReader {
    /// Reads a due form, or throws all its mistakes; named calendars must be among those given.
    package static func read(
        _ json: JSON, calendars: [WorkCalendar.ID: WorkCalendar]
    ) throws(RuleErrors) -> Due {
        var reader = RuleReader(zones: { _ in nil })
        let due = reader.due(json, at: JSONPointer())
        for reference in reader.references
        where calendars[WorkCalendar.ID(reference.name)] == nil {
            reader.note(
                DraftDiagnostic(
                    "name.unknown", at: reference.place.pointer,
                    "no calendar \"\(reference.name)\"",
                    accepted: "--rules names the folder that has it"))
        }
        let diagnostics = reader.diagnostics.map(\.diagnostic)
        guard let due, diagnostics.isEmpty else { throw RuleErrors(diagnostics) }
        return due
    }
}
