/// An organisational unit that sends or receives reports.
package struct Unit: Sendable {
    package typealias ID = Identifier<Unit>

    package let id: ID
    /// The display name.
    package let name: String
    /// The superior unit.
    package let parent: ID?
    /// The groups that the unit belongs to, in the order written.
    package let groups: [UnitGroup]
    /// The holders of each role, in the order written; at least one for each role there is.
    package let roles: [UnitRole: [Recipient]]

    package init(
        id: ID, name: String, parent: ID?, groups: [UnitGroup] = [],
        roles: [UnitRole: [Recipient]] = [:]
    ) {
        self.id = id
        self.name = name
        self.parent = parent
        self.groups = groups
        self.roles = roles
    }

    /// The recipients currently on duty for the unit.
    package var duty: [Recipient] { roles[.duty] ?? [] }
    /// The recipients ultimately responsible for the unit.
    package var leader: [Recipient] { roles[.leader] ?? [] }
    /// The recipients of what is sent to the unit as such: the duty, else the leader.
    package var desk: [Recipient] { roles[.duty] ?? leader }
}
