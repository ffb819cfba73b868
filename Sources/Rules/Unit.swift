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
