import Cases
import Queries
import Rules

extension RecordSession {
    /// Returns an incident to complete a record from; refuses an unknown one unless the caller
    /// insists.
    func known(_ incident: String) async throws -> Case? {
        let known = try await find(Incident.ID(incident))
        if known.isKnown || options.anyway { return known.current }
        let problems = try await unknownIncident(Incident.ID(incident), known.waiting)
        try refuse(problems)
        return known.current
    }

    /// Refuses names that mean nothing; none are no problem.
    func refuse(_ problems: [NameProblem]) throws {
        guard !problems.isEmpty else { return }
        throw Failure(
            .data, problems.flatMap(refusals.lines).joined(separator: "\n"))
    }
}

extension RecordSession {
    /// Returns the open obligations of an incident, one line each.
    func openLines(of incident: String) async throws -> [String] {
        guard let known = try await known(incident), let rulebook else { return [] }
        let view = IncidentView(rulebook, at: now, in: language)
        return self.view.table(known.openRows(at: now), view)
    }

    /// Returns the name of an obligation in records: a label of `list` becomes the id, if it is
    /// the label of one obligation.
    func obligation(_ typed: String?, of incident: String) async throws -> String? {
        guard let typed, let known = try await find(Incident.ID(incident)).current else {
            return typed
        }
        guard !known.obligations.contains(where: { $0.names.contains(typed) }) else {
            return typed
        }
        let meant = known.obligations.filter { $0.label == typed }
        return meant.count == 1 ? meant[0].id.text : typed
    }
}
