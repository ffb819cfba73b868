/// The moment a deadline is counted from.
package enum Anchor: Hashable, Sendable, CustomStringConvertible {
    case occurred
    case discovered
    /// When Duebell took the incident's first record.
    case opened
    case closed
    /// A dated fact under the incident's `times`.
    case time(String)
    /// When another obligation of the rule was reported.
    case submitted(String)
    /// When another obligation of the rule is due.
    case due(String)
    /// When the unit that awaited another obligation of the rule confirmed its report.
    case received(String)

    /// The other obligation it refers to, if it does.
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
