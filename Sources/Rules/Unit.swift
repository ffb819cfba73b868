/// An organisational unit that sends or receives reports.
package struct Unit: Sendable {
    package typealias ID = Identifier<Unit>

    package let id: ID
    /// The display name.
    package let name: String
    /// The superior unit.
    package let parent: ID?
    /// The recipient currently on duty for the unit.
    package let duty: Recipient?
    /// The recipient ultimately responsible for the unit.
    package let leader: Recipient?

    package init(id: ID, name: String, parent: ID?, duty: Recipient?, leader: Recipient?) {
        self.id = id
        self.name = name
        self.parent = parent
        self.duty = duty
        self.leader = leader
    }
}
