package import Calendars
package import JSON
import Rules

/// One input document, read as one of the record types.
package struct Record: Sendable {
    package typealias ID = RecordID

    /// The record's own `id`, else `sha256:` and the digest; makes processing a record twice
    /// harmless.
    package let id: ID
    /// SHA-256 of the canonical body, in hexadecimal.
    package let digest: String
    /// The instant at which Duebell accepted the record.
    package let arrivedAt: Instant
    /// The origin of the record, for a person: a file's name and the position in a file with
    /// several.
    package let origin: String
    package let body: JSONObject
    package let content: Content

    package enum Content: Sendable {
        case incident(asOf: Instant)
        case report(Report)
        case acknowledgement(Acknowledgement)
        case closure(Closure)
        case retraction(Retraction)
        case sighting(Sighting)
        case instruction(Instruction)
        case relief(Relief)
        case finding(Finding)
        case merge(Merge)
        case replan(Replan)
        case retry(RetryRequest)
    }

    package init(
        id: ID, digest: String, arrivedAt: Instant, origin: String, incident: Incident.ID,
        body: JSONObject, content: Content
    ) {
        self.id = id
        self.digest = digest
        self.arrivedAt = arrivedAt
        self.origin = origin
        self.incident = incident
        self.body = body
        self.content = content
    }

    /// The incident that the record belongs to.
    package let incident: Incident.ID

    /// The incidents whose cases receive the record: both incidents of a merge.
    package var incidents: [Incident.ID] {
        if case .merge(let merge) = content { [merge.incident, merge.into] } else { [incident] }
    }
}

/// A request to move a case to the rules in force.
package struct Replan: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    /// The digest of the rules that the requester reviewed; under other rules nothing is done.
    package let rules: String
}
