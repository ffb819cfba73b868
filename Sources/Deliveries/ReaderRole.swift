package import Cases
package import Rules

/// The part that a reader has in an obligation, on which the action for the reader depends.
package enum ReaderRole: String, Hashable, Sendable {
    /// The reader belongs to the unit that must report.
    case owing
    /// The reader belongs to the unit that awaits the report.
    case awaiting
    case other
}

extension Rulebook {
    /// Returns the role of a recipient in an obligation.
    package func role(of recipient: Recipient, in obligation: Obligation) -> ReaderRole {
        func isHolder(in unit: Unit.ID) -> Bool {
            units[unit]?.roles.values.joined().contains {
                everybody($0).contains(recipient)
            } ?? false
        }
        if isHolder(in: obligation.owing) { return .owing }
        return obligation.awaiting.contains(where: isHolder) ? .awaiting : .other
    }
}
