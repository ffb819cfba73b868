package import Calendars
package import Rules

/// One input document as it arrived, understood as one of the kinds of record there are.
package struct Record: Sendable {
    package typealias ID = Identifier<Record>

    /// Its own `id`, else `sha256:` and the digest: what makes taking it twice the same as once.
    package let id: ID
    /// SHA-256 of the canonical body, in hexadecimal.
    package let digest: String
    /// When Duebell took it.
    package let arrivedAt: Instant
    /// Where it came from, for a person: a file's name and, of many, the place in it.
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

    /// The incident it belongs to.
    package let incident: Incident.ID
}

/// A submission that discharges an obligation, if it is the right one in time.
package struct Report: Hashable, Sendable {
    /// The record it came in.
    package let record: Record.ID
    package let from: Unit.ID
    /// The units it was handed to; one for each that got it.
    package let to: [Unit.ID]
    package let submittedAt: Instant
    /// When the unit it went to confirmed that it has it.
    package let receivedAt: Instant?
    /// When Duebell took the record.
    package let arrivedAt: Instant
    /// The stage it is for; nil: every stage it satisfies.
    package let stage: String?
    /// `verbal`, `written` and the like.
    package let form: String?
    /// The instruction it answers, and nothing else; nil: whatever it meets.
    package let instruction: Record.ID?
    /// What conditions see of it.
    package let body: JSONObject
}

/// A person took an incident in hand; it holds steps back and satisfies nothing.
package struct Acknowledgement: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    /// The obligation it is for, by id, `RULE/NAME` or name; nil: all of the incident.
    package let obligation: String?
    package let note: String?
}

/// An incident was declared over, or, after that, not over.
package struct Closure: Hashable, Sendable {
    package let record: Record.ID
    package let at: Instant
    /// False for a reopening.
    package let isClosing: Bool
    package let by: String?
    package let why: String?
}

/// A report was wrong, and its sender or somebody else said so (误报).
package struct Retraction: Hashable, Sendable {
    package let record: Record.ID
    /// The record of the report.
    package let report: Record.ID
    package let at: Instant
    package let by: String?
    package let why: String?
}

/// The incident was seen elsewhere: in the press, by the police, by the public.
package struct Sighting: Hashable, Sendable {
    package let record: Record.ID
    package let source: String
    package let seenAt: Instant
    package let url: String?
    /// What conditions see of it.
    package let body: JSONObject

    /// Where nobody has told of the incident itself: the unit it is in, as the sighting has it.
    var unit: Unit.ID? { body["unit"]?.string.map { Unit.ID($0) } }
    var title: String? { body["title"]?.string }
}

/// What a leader wrote on an incident: it wants an answer (件件有回音).
package struct Instruction: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    package let text: String
    /// When its answer is due, if the leader said so: that comes before any rule's deadline.
    package let due: Instant?
    /// What conditions see of it.
    package let body: JSONObject
}

/// Somebody with the right to do so gave an obligation more time, or let it off.
package struct Relief: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The deadline is `until`, if that is later.
        case moreTime = "extension"
        /// Nothing is owed, or with `until`, nothing before then.
        case waiver
    }

    package let record: Record.ID
    package let kind: Kind
    /// As an acknowledgement names one.
    package let obligation: String
    package let by: String
    package let at: Instant
    package let until: Instant?
    package let why: String?
}

/// Somebody asks for a case to be put under the rules in force.
package struct Replan: Hashable, Sendable {
    package let record: Record.ID
    package let by: String
    package let at: Instant
    /// The digest of the rules whose effect they looked at; under other rules nothing is done.
    package let rules: String
}

/// Somebody asks for a delivery that failed for good to be tried once more.
package struct Retrial: Hashable, Sendable {
    package let record: Record.ID
    /// The id of the delivery, `msg_…`.
    package let delivery: String
    package let by: String
    package let at: Instant

    /// What a record names as its incident where the message is about none: it opens no case.
    package static let ofDuebell: Incident.ID = "duebell:"
}
