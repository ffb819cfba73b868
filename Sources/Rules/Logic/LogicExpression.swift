package import JSON

/// A JsonLogic rule as a tree, with operators resolved and paths split.
package indirect enum LogicExpression: Sendable {
    case literal(JSON)
    case list([LogicExpression])
    /// `{"var": "incident.unit"}`: a literal path.
    case variable(String, path: [String])
    case operation(LogicOperator, [LogicExpression])
}

extension LogicExpression {
    /// Returns the name of an argument for messages: its path, or its position.
    func name(_ index: Int, of operation: LogicOperator) -> Undecidable.Operand {
        switch self {
        case .variable(let path, _) where !path.isEmpty: .path(path)
        case .operation(.var, let arguments):
            if case .literal(.string(let path)) = arguments.first {
                .path(path)
            } else {
                .computedPath
            }
        default: .argument(index + 1, of: operation.rawValue)
        }
    }
}
