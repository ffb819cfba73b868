package import JSON

/// A JsonLogic rule over an incident's facts, compiled once.
///
/// All 277 published test cases pass. Two differences, both safe: unknown operators and wrong
/// numbers of arguments are found at compilation; and in strict mode, ordering or arithmetic over a
/// value that is absent, null or not a number gives *undecidable* instead of treating it as 0:
/// - `and` and `or` are decided by any deciding operand, in any position; else undecidable;
/// - `some`, `all` and `none` likewise, by any deciding element;
/// - every other operator over an undecidable operand is undecidable: `if` by its test, `!`, `==`;
/// - equality and membership (`==`, `in`) with null are decided, as published: null equals null.
///
/// `exists` takes one path and is true if its value is not null. `before` and `after` order two or
/// three RFC 3339 times; `plusTime` takes a time, a whole number and a unit, and limits months to
/// their last day; `elapsed` returns the seconds from one time to another. Over anything that is
/// not a time they are undecidable, strict or not. `length` counts the characters of a text or the
/// elements of a list. A condition that takes too many steps is undecidable too. Source:
/// jsonlogic.com; CertLogic for the times.
package struct Condition: Sendable {
    /// The rule as written.
    package let source: JSON
    private let expression: LogicExpression

    /// Compiles a rule at a place of a document; throws all its mistakes at once.
    package init(_ source: JSON, at pointer: JSONPointer = JSONPointer()) throws(RuleErrors) {
        var compiler = LogicCompiler()
        expression = compiler.expression(source, at: pointer)
        guard compiler.diagnostics.isEmpty else { throw RuleErrors(compiler.diagnostics) }
        self.source = source
    }

    /// Evaluates the rule over `data`.
    package func evaluate(over data: JSON, strict: Bool = true) -> Evaluation {
        var evaluator = LogicEvaluator(strict: strict)
        do throws(Undecidable) {
            return .value(try evaluator.value(of: expression, over: data))
        } catch {
            return .undecidable(error)
        }
    }

    /// Returns true if the condition holds over `data`; nil if it is undecidable.
    package func holds(over data: JSON) -> Bool? {
        guard case .value(let value) = evaluate(over: data) else { return nil }
        return value.isTruthy
    }

    /// The literal paths the rule reads, in order, each once: `incident.severity`.
    package var paths: [String] {
        var paths: [String] = []
        Self.collect(expression, into: &paths)
        return paths
    }

    private static func collect(_ expression: LogicExpression, into paths: inout [String]) {
        switch expression {
        case .literal: break
        case .variable(let path, _): if !paths.contains(path) { paths.append(path) }
        case .operation(.exists, let parts):
            for case .literal(.string(let path)) in parts where !paths.contains(path) {
                paths.append(path)
            }
        case .operation(.some, let parts), .operation(.all, let parts),
            .operation(.none, let parts), .operation(.filter, let parts),
            .operation(.map, let parts), .operation(.reduce, let parts):
            // The paths of the second operand are those of the elements.
            if let first = parts.first { collect(first, into: &paths) }
        case .list(let parts), .operation(_, let parts):
            for part in parts { collect(part, into: &paths) }
        }
    }
}

/// The result of evaluating a condition.
package enum Evaluation: Hashable, Sendable {
    case value(JSON)
    /// A result that depends on an absent or unusable value.
    case undecidable(Undecidable)
}

extension Condition: Hashable {
    package static func == (left: Condition, right: Condition) -> Bool {
        left.source == right.source
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }
}
