/// The name of a role in a unit, such as `duty`, `leader` or any other that the rules give.
package struct UnitRole: Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The role that receives what is sent to a unit as such.
    package static let duty = UnitRole(rawValue: "duty")
    /// The role ultimately responsible for a unit.
    package static let leader = UnitRole(rawValue: "leader")
}
