import Calendars
import JSON

/// An evaluator of expressions over data, limited in steps and in values created.
struct LogicEvaluator {
    private let isStrict: Bool
    /// The remaining budget: one per step and per value created, more for long texts. A rule needs
    /// a few dozen.
    private var budget = 1_000_000
    /// The maximum nesting of a value built by a rule.
    private static let depthMax = 128

    init(strict: Bool) {
        isStrict = strict
    }

    mutating func value(
        of expression: LogicExpression, over data: JSON
    ) throws(Undecidable) -> JSON {
        try spend(1)
        switch expression {
        case .literal(let value): return value
        case .variable(_, let path): return LogicPath.value(path, in: data) ?? .null
        case .list(let elements):
            return .array(try made(try values(of: elements, over: data)))
        case .operation(let operation, let arguments):
            switch operation {
            case .if, .ternary: return try choice(arguments, data)
            case .and: return try deciding(arguments, data, decides: false)
            case .or: return try deciding(arguments, data, decides: true)
            case .map, .filter, .all, .none, .some, .reduce:
                return try overElements(operation, arguments, data)
            case .before, .after, .plusTime, .elapsed:
                return try time(operation, arguments, data)
            default:
                let values = try values(of: arguments, over: data)
                return try result(operation, values, arguments, data)
            }
        }
    }

    private mutating func values(
        of expressions: [LogicExpression], over data: JSON
    ) throws(Undecidable) -> [JSON] {
        var values: [JSON] = []
        for expression in expressions { values.append(try value(of: expression, over: data)) }
        return values
    }

    private mutating func spend(_ cost: Int) throws(Undecidable) {
        guard budget >= cost else {
            budget = 0
            throw Undecidable.tooManySteps
        }
        budget -= cost
    }

    /// Charges the budget for traversing a value, so that comparing and building values stay
    /// bounded.
    private mutating func pay(for value: JSON, depth: Int = 0) throws(Undecidable) {
        guard depth <= Self.depthMax else {
            throw Undecidable.tooDeep
        }
        switch value {
        case .null, .bool, .number: try spend(1)
        case .string(let text): try spend(1 + text.utf8.count / 16)
        case .array(let elements):
            try spend(1)
            for element in elements { try pay(for: element, depth: depth + 1) }
        case .object(let object):
            try spend(1)
            for member in object.members { try pay(for: member.value, depth: depth + 1) }
        }
    }

    private mutating func made(_ elements: [JSON]) throws(Undecidable) -> [JSON] {
        for element in elements { try pay(for: element, depth: 1) }
        return elements
    }
}

// MARK: Control operators

extension LogicEvaluator {
    private mutating func choice(
        _ arguments: [LogicExpression], _ data: JSON
    ) throws(Undecidable) -> JSON {
        var rest = arguments[...]
        while let test = rest.popFirst() {
            let value = try value(of: test, over: data)
            guard let consequence = rest.popFirst() else { return value }
            if value.isTruthy { return try self.value(of: consequence, over: data) }
        }
        return .null
    }

    /// Evaluates `and` and `or` in three-valued logic: a deciding operand decides despite
    /// undecidable ones.
    private mutating func deciding(
        _ arguments: [LogicExpression], _ data: JSON, decides: Bool
    ) throws(Undecidable) -> JSON {
        var last = JSON.null
        var undecided: Undecidable?
        for argument in arguments {
            do throws(Undecidable) {
                last = try value(of: argument, over: data)
                if last.isTruthy == decides { return last }
            } catch {
                undecided = undecided ?? error
            }
        }
        if let undecided { throw undecided }
        return last
    }

    private mutating func overElements(
        _ operation: LogicOperator, _ arguments: [LogicExpression], _ data: JSON
    ) throws(Undecidable) -> JSON {
        let elements = try value(of: arguments[0], over: data).array ?? []
        let body = arguments[1]
        switch operation {
        case .map:
            var mapped: [JSON] = []
            for element in elements { mapped.append(try value(of: body, over: element)) }
            return .array(try made(mapped))
        case .filter:
            var kept: [JSON] = []
            for element in elements where try value(of: body, over: element).isTruthy {
                kept.append(element)
            }
            return .array(kept)
        case .reduce:
            var result = arguments.count > 2 ? try value(of: arguments[2], over: data) : .null
            for element in elements {
                let scope: JSON = ["current": element, "accumulator": result]
                result = try value(of: body, over: scope)
            }
            return result
        case .all:
            guard !elements.isEmpty else { return false }
            return .bool(try !has(elements, body, truth: false))
        case .none: return .bool(try !has(elements, body, truth: true))
        default: return .bool(try has(elements, body, truth: true))
        }
    }

    /// Returns true if the body has that truth for any element; such an element decides for all.
    private mutating func has(
        _ elements: [JSON], _ body: LogicExpression, truth: Bool
    ) throws(Undecidable) -> Bool {
        var undecided: Undecidable?
        for element in elements {
            do throws(Undecidable) {
                if try value(of: body, over: element).isTruthy == truth { return true }
            } catch {
                undecided = undecided ?? error
            }
        }
        if let undecided { throw undecided }
        return false
    }
}

// MARK: Operators over values

extension LogicEvaluator {
    private mutating func result(
        _ operation: LogicOperator, _ values: [JSON], _ arguments: [LogicExpression], _ data: JSON
    ) throws(Undecidable) -> JSON {
        switch operation {
        case .not: return .bool(!values[0].isTruthy)
        case .truth: return .bool(values[0].isTruthy)
        case .log: return values[0]
        case .var, .exists, .missing, .missingSome: return try lookup(operation, values, data)
        case .equal, .notEqual, .identical, .notIdentical:
            return .bool(try isEqual(operation, values))
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .max, .min, .plus, .minus, .times,
            .divided, .remainder:
            for value in values { try pay(for: value) }
            if isStrict { try LogicNumbers.require(values, arguments, operation) }
            return try LogicNumbers.result(operation, values, strict: isStrict)
        case .in: return .bool(try isMember(values[0], of: values[1]))
        case .merge:
            return .array(try made(values.flatMap { $0.array ?? [$0] }))
        case .cat: return try cat(values)
        case .length: return try length(values[0], arguments[0].name(0, of: operation))
        default:
            try pay(for: values[0])
            return LogicText.part(of: values)
        }
    }

    private mutating func lookup(
        _ operation: LogicOperator, _ values: [JSON], _ data: JSON
    ) throws(Undecidable) -> JSON {
        switch operation {
        case .var:
            let path = LogicPath.text(of: values.first ?? .null) ?? values[0].asText
            let found = LogicPath.value(LogicPath.parts(of: path), in: data)
            return found ?? (values.count > 1 ? values[1] : .null)
        case .exists:
            guard let path = LogicPath.text(of: values[0]) else { return false }
            return .bool((LogicPath.value(LogicPath.parts(of: path), in: data) ?? .null) != .null)
        case .missing:
            return .array(try missing(values.first?.array ?? values, data))
        default:
            let keys = values[1].array ?? [values[1]]
            let missing = try missing(keys, data)
            let need = values[0].asNumber?.double ?? 0
            return .array(Double(keys.count - missing.count) >= need ? [] : missing)
        }
    }

    /// Returns the keys whose value is absent, null or an empty text.
    private mutating func missing(_ keys: [JSON], _ data: JSON) throws(Undecidable) -> [JSON] {
        try spend(keys.count)
        return keys.filter { key in
            let path = LogicPath.parts(of: LogicPath.text(of: key) ?? key.asText)
            let value = LogicPath.value(path, in: data) ?? .null
            return value == .null || value == ""
        }
    }

    private mutating func isEqual(
        _ operation: LogicOperator, _ values: [JSON]
    ) throws(Undecidable) -> Bool {
        try pay(for: values[0])
        try pay(for: values[1])
        return switch operation {
        case .equal: values[0].isLooselyEqual(to: values[1])
        case .notEqual: !values[0].isLooselyEqual(to: values[1])
        case .identical: values[0].isIdentical(to: values[1])
        default: !values[0].isIdentical(to: values[1])
        }
    }

    private mutating func isMember(
        _ value: JSON, of whole: JSON
    ) throws(Undecidable) -> Bool {
        switch whole {
        case .array(let elements):
            try pay(for: whole)
            return elements.contains { $0.isIdentical(to: value) }
        case .string(let text):
            let part = Array((value == .null ? "null" : value.asText).utf8)
            try spend(1 + text.utf8.count * Swift.max(1, part.count / 16) / 16)
            return LogicText.contains(Array(text.utf8), part)
        default: return false
        }
    }

    private mutating func length(
        _ value: JSON, _ name: Undecidable.Operand
    ) throws(Undecidable) -> JSON {
        try pay(for: value)
        switch value {
        case .string(let text): return .number(.integer(Int64(text.count)))
        case .array(let elements): return .number(.integer(Int64(elements.count)))
        case .null: throw Undecidable.absent(name)
        default: throw Undecidable.unfit(name, Undecidable.ValueKind(value), .textOrList)
        }
    }

    private mutating func cat(_ values: [JSON]) throws(Undecidable) -> JSON {
        var text = ""
        for value in values {
            try pay(for: value)
            text += value.asText
        }
        try pay(for: .string(text))
        return .string(text)
    }
}

// MARK: Times

extension LogicEvaluator {
    private mutating func time(
        _ operation: LogicOperator, _ arguments: [LogicExpression], _ data: JSON
    ) throws(Undecidable) -> JSON {
        let values = try values(of: arguments, over: data)
        var times: [Timestamp] = []
        for (index, value) in values.enumerated() where operation != .plusTime || index == 0 {
            times.append(try LogicTime.read(value, arguments[index].name(index, of: operation)))
        }
        let pairs = zip(times, times.dropFirst())
        return switch operation {
        case .before: .bool(pairs.allSatisfy { $0.instant < $1.instant })
        case .after: .bool(pairs.allSatisfy { $0.instant > $1.instant })
        case .elapsed: LogicTime.elapsed(from: times[0], to: times[1])
        default: try LogicTime.adding(values[1], values[2], to: times[0])
        }
    }
}
