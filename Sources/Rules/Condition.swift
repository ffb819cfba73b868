package import JSON

/// A JsonLogic rule, compiled once, that asks something of an incident's facts.
///
/// The 277 published cases hold. Two differences, both safe. Unknown operators and wrong numbers
/// of arguments are found when it is compiled. And where it is strict, an ordering or arithmetic
/// over something absent, null or not a number is not 0 but *undecidable*:
/// - `and` and `or` are decided by any operand that decides, before or after; else undecidable;
/// - `some`, `all` and `none` likewise, by any element that decides;
/// - every other operator over something undecidable is undecidable: `if` by its test, `!`, `==`;
/// - equality and membership (`==`, `in`) with null are decided, as published: null equals null.
///
/// `exists` takes one path and asks for something that is not null. `before` and `after` order
/// two or three RFC 3339 times, `plusTime` takes a time, a whole number and a unit and ends
/// months on their last day, `elapsed` gives the seconds from one time to another; over anything
/// that is not a time they are undecidable, strict or not. `length` counts the characters of a text
/// or the elements of a list. A condition that takes too many steps
/// is undecidable too. Source: jsonlogic.com; CertLogic for the times.
package struct Condition: Sendable {
    /// The rule as it was written.
    package let source: JSON
    private let expression: LogicExpression

    /// Compiles a rule that stands at a place of a document; throws all its mistakes at once.
    package init(_ source: JSON, at pointer: JSONPointer = JSONPointer()) throws(Mistakes) {
        var compiler = LogicCompiler()
        expression = compiler.expression(source, at: pointer)
        guard compiler.diagnostics.isEmpty else { throw Mistakes(compiler.diagnostics) }
        self.source = source
    }

    /// What the rule comes to over `data`.
    package func evaluate(over data: JSON, strict: Bool = true) -> Evaluation {
        var evaluator = LogicEvaluator(strict: strict)
        do throws(Undecidable) {
            return .value(try evaluator.value(of: expression, over: data))
        } catch {
            return .undecidable(error.why)
        }
    }

    /// Whether it holds over `data`; nil where that is undecidable.
    package func holds(over data: JSON) -> Bool? {
        guard case .value(let value) = evaluate(over: data) else { return nil }
        return value.isTruthy
    }

    /// The paths it reads that are written out, in order, each once: `incident.severity`.
    package var paths: [String] {
        var paths: [String] = []
        Self.collect(expression, into: &paths)
        return paths
    }

    private static func collect(_ expression: LogicExpression, into paths: inout [String]) {
        switch expression {
        case .literal: break
        case .variable(let path, _): if !paths.contains(path) { paths.append(path) }
        case .list(let parts), .operation(_, let parts):
            for part in parts { collect(part, into: &paths) }
        }
    }
}

/// What a condition came to.
package enum Evaluation: Hashable, Sendable {
    case value(JSON)
    /// Something it needed is absent; the text says what, for a person.
    case undecidable(String)
}

extension Condition: Hashable {
    package static func == (left: Condition, right: Condition) -> Bool {
        left.source == right.source
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }
}
