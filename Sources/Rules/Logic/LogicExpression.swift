package import JSON

/// A JsonLogic rule as a tree, its operators known and its paths taken apart.
package indirect enum LogicExpression: Sendable {
    case literal(JSON)
    case list([LogicExpression])
    /// `{"var": "incident.unit"}`: a path that does not depend on anything.
    case variable(String, path: [String])
    case operation(LogicOperator, [LogicExpression])
}

extension LogicExpression {
    /// What a person calls an argument: its path, or its place.
    func name(_ index: Int, of operation: LogicOperator) -> String {
        switch self {
        case .variable(let path, _) where !path.isEmpty: path
        case .operation(.var, let arguments):
            if case .literal(.string(let path)) = arguments.first { path } else { "a \"var\"" }
        default: "argument \(index + 1) of \"\(operation.rawValue)\""
        }
    }
}
