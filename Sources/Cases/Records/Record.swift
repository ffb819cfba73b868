package import Calendars
package import JSON
package import Rules

/// One input document, read as one of the record types.
package struct Record: Sendable {
    package typealias ID = Identifier<Record>

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
        case replan(Replan)
        case retry(Retrial)
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
}

/// A submission that meets an obligation if it is the right one and on time.
package struct Report: Hashable, Sendable {
    /// The record of the report.
    package let record: Record.ID
    package let from: Unit.ID
    /// The units that received the report.
    package let to: [Unit.ID]
    package let submittedAt: Instant
    /// The instant at which the receiving unit confirmed receipt.
    package let receivedAt: Instant?
    /// The instant at which Duebell accepted the record.
    package let arrivedAt: Instant
    /// The stage that the report is for; nil: every stage it satisfies.
    package let stage: String?
    /// The form of the report: `verbal`, `written` and the like.
    package let form: String?
    /// The only instruction that the report answers; nil: the report counts for any obligation it
    /// meets.
    package let instruction: Record.ID?
    /// The record's body, for conditions.
    package let body: JSONObject
}

/// A person took charge of an incident; this holds steps back and meets no obligation.
package struct Acknowledgement: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    /// The obligation that was acknowledged, by id, `RULE/NAME` or name; nil: the whole incident.
    package let obligation: String?
    package let note: String?
}

/// A declaration that an incident is over, or is open again.
package struct Closure: Hashable, Sendable {
    package let record: Record.ID
    package let at: Instant
    /// False for a reopening.
    package let isClosing: Bool
    package let by: String?
    package let why: String?
}

/// A withdrawal of an incorrect report, by its sender or somebody else (误报).
package struct Retraction: Hashable, Sendable {
    package let record: Record.ID
    /// The record of the report.
    package let report: Record.ID
    package let at: Instant
    package let by: String?
    package let why: String?
}

/// An observation of the incident by others: the press, the police, the public.
package struct Sighting: Hashable, Sendable {
    package let record: Record.ID
    package let source: String
    package let seenAt: Instant
    package let url: String?
    /// The record's body, for conditions.
    package let body: JSONObject

    /// The unit named by the sighting, for an incident without a record of its own.
    var unit: Unit.ID? { body["unit"]?.string.map { Unit.ID($0) } }
    var title: String? { body["title"]?.string }
}

/// A leader's written instruction on an incident; it requires an answer (件件有回音).
package struct Instruction: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    package let text: String
    /// The deadline set by the leader, if any; it takes precedence over any rule's deadline.
    package let due: Instant?
    /// The record's body, for conditions.
    package let body: JSONObject
}

/// An extension or a waiver of an obligation by an authorized person.
package struct Relief: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// An extension: the deadline becomes `until`, if that is later.
        case moreTime = "extension"
        /// A waiver: no report is due or, with `until`, none before then.
        case waiver
    }

    package let record: Record.ID
    package let kind: Kind
    /// The obligation, named as in an acknowledgement.
    package let obligation: String
    package let by: String
    package let at: Instant
    package let until: Instant?
    package let why: String?
}

/// A request to move a case to the rules in force.
package struct Replan: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    /// The digest of the rules that the requester reviewed; under other rules nothing is done.
    package let rules: String
}

/// A request to retry a permanently failed delivery.
package struct Retrial: Hashable, Sendable {
    package let record: Record.ID
    /// The id of the delivery, `msg_…`.
    package let delivery: String
    package let by: String
    package let at: Instant

    /// The incident name used in records about a message without an incident; it opens no case.
    package static let ofDuebell: Incident.ID = "duebell:"
}
