/// The point in time a deadline is counted from.
package enum Anchor: Hashable, Sendable, CustomStringConvertible {
    case occurred
    case discovered
    /// The time Duebell received the incident's first record.
    case opened
    case closed
    /// A time in the incident's `times`.
    case time(String)
    /// The time of the report for another obligation of the rule.
    case submitted(String)
    /// The time of the latest report for any of several obligations of the rule, of those made
    /// while the deadline counted from the one before was still ahead.
    case latestSubmitted([String])
    /// The deadline of another obligation of the rule.
    case due(String)
    /// The time the receiving unit confirmed the report for another obligation of the rule.
    case received(String)

    /// The other obligations of the rule this anchor refers to.
    package var obligations: [String] {
        switch self {
        case .submitted(let name), .due(let name), .received(let name): [name]
        case .latestSubmitted(let names): names
        case .occurred, .discovered, .opened, .closed, .time: []
        }
    }

    package var description: String {
        switch self {
        case .occurred: "occurred"
        case .discovered: "discovered"
        case .opened: "opened"
        case .closed: "closed"
        case .time(let name): name
        case .submitted(let name): "submitted \(name)"
        case .latestSubmitted(let names): "submitted \(names.joined(separator: " or "))"
        case .due(let name): "due \(name)"
        case .received(let name): "received \(name)"
        }
    }
}
