/// An office that owes reports or awaits them.
package struct Unit: Sendable {
    package typealias ID = Identifier<Unit>

    package let id: ID
    /// The name people know it by.
    package let name: String
    /// The office above it.
    package let parent: ID?
    /// Who answers for it at this hour.
    package let duty: Recipient?
    /// Who answers for it in the end.
    package let leader: Recipient?

    package init(id: ID, name: String, parent: ID?, duty: Recipient?, leader: Recipient?) {
        self.id = id
        self.name = name
        self.parent = parent
        self.duty = duty
        self.leader = leader
    }
}

/// Someone named in a rulebook who can be told something: `contact:x`, `schedule:x`, `mailto:a@b`.
package enum Recipient: Hashable, Sendable, CustomStringConvertible {
    case contact(Contact.ID)
    case schedule(Identifier<Schedule>)
    /// A bare addr-spec (RFC 5322 section 3.4.1), checked when the rulebook is read.
    case mail(String)

    package var description: String {
        switch self {
        case .contact(let id): "contact:\(id)"
        case .schedule(let id): "schedule:\(id)"
        case .mail(let address): "mailto:\(address)"
        }
    }
}

/// Whose turn it is; the name alone, until rotations are read.
package enum Schedule {}
