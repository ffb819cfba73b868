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
    /// The deadline of another obligation of the rule.
    case due(String)
    /// The time the receiving unit confirmed the report for another obligation of the rule.
    case received(String)

    /// The other obligation of the rule this anchor refers to; nil if none.
    package var obligation: String? {
        switch self {
        case .submitted(let name), .due(let name), .received(let name): name
        case .occurred, .discovered, .opened, .closed, .time: nil
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
        case .due(let name): "due \(name)"
        case .received(let name): "received \(name)"
        }
    }
}
