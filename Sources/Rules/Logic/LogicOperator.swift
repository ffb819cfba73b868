/// The operators of JsonLogic and six of Duebell's own.
///
/// The latter are `exists`, `before`, `after`, `plusTime`, `elapsed`, and `length`, which counts
/// the characters of a text or the elements of a list.
///
/// Source: jsonlogic.com/operations.html.
package enum LogicOperator: String, CaseIterable, Hashable, Sendable {
    case `var`, missing, exists
    case missingSome = "missing_some"
    case `if`
    case ternary = "?:"
    case or, and
    case not = "!"
    case truth = "!!"
    case equal = "=="
    case notEqual = "!="
    case identical = "==="
    case notIdentical = "!=="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case max, min
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
    case remainder = "%"
    case map, filter, reduce, all, none, some
    case merge, `in`, cat, substr, log
    case before, after, plusTime, elapsed, length

    /// The accepted numbers of arguments.
    package var arity: ClosedRange<Int> {
        switch self {
        case .var: 0...2
        case .exists, .not, .truth, .log, .length: 1...1
        case .missing, .if, .ternary, .merge, .cat: 0...Int.max
        case .or, .and, .max, .min, .plus, .times: 1...Int.max
        case .equal, .notEqual, .identical, .notIdentical, .greater, .greaterOrEqual, .divided,
            .remainder, .in, .missingSome, .map, .filter, .all, .none, .some, .elapsed:
            2...2
        case .less, .lessOrEqual, .before, .after, .reduce, .substr: 2...3
        case .minus: 1...2
        case .plusTime: 3...3
        }
    }
}

/// A unit of time for `plusTime`.
package enum LogicTimeUnit: String, CaseIterable, Sendable {
    case second, minute, hour, day, week, month, year
}
