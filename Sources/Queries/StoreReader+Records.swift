package import Cases
import Rules
package import Storage

extension StoreReader {
    /// A case as stored, with the messages decided about it.
    package struct Standing: Sendable {
        package let incident: Case
        /// The reason why the case is skipped; nil if it is not.
        package let setAside: String?
        package let deliveries: [DeliveryHistory]
    }

    /// Returns a case with its messages, of a merged incident the surviving one; nil if no record
    /// of the incident was taken.
    package func standing(of id: Incident.ID) async throws -> Standing? {
        let found = try await read { snapshot in
            guard let row = try snapshot.caseRow(id), !row.body.isEmpty else {
                return nil as Standing?
            }
            return Standing(
                incident: try snapshot.incident(of: row), setAside: row.setAside?.reason,
                deliveries: try snapshot.deliveries(of: id))
        }
        if let surviving = found?.incident.mergedInto { return try await standing(of: surviving) }
        return found
    }

    /// Returns the current version of a record; nil if it was not taken.
    package func record(_ id: Record.ID) async throws -> RecordRow? {
        try await read { try $0.record(id) }
    }

    /// The number of incidents in which a mistyped one is searched.
    private static let knownMax = 1_000

    /// Returns the problem of an incident that nobody knows: the open ones, and the nearest of all.
    package func unknown(_ incident: Incident.ID) async throws -> [NameProblem] {
        let (open, all) = try await read { snapshot in
            (
                try snapshot.headings(
                    matching: CaseFilter(phase: .open), limit: Self.knownMax, after: nil),
                try snapshot.headings(
                    matching: CaseFilter(phase: nil), limit: Self.knownMax, after: nil)
            )
        }
        let ids = all.map(\.incident).filter { Case.Subject($0) == .incident }.map(\.text)
        let known = open.filter { Case.Subject($0.incident) == .incident }.map {
            NameProblem.Known(name: $0.incident.text, about: $0.title)
        }
        return NameCheck.problems(
            .incident, incident.text, among: known,
            nearest: nearestName(to: incident.text, among: ids))
    }
}
