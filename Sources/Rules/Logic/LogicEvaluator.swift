import Calendars

/// Walks an expression over data, within a budget of steps and of values made.
struct LogicEvaluator {
    private let isStrict: Bool
    /// One for each step and each value made, more for long texts; a rule needs a few dozen.
    private var budget = 1_000_000
    /// What may be nested in a value that a rule builds.
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
            throw Undecidable("the condition takes more steps than it may")
        }
        budget -= cost
    }

    /// Pays for the walk over a value, so that comparing or building cannot run away.
    private mutating func pay(for value: JSON, depth: Int = 0) throws(Undecidable) {
        guard depth <= Self.depthMax else {
            throw Undecidable("the condition builds a value that is nested too deep")
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

// MARK: What decides

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

    /// `and` and `or` of three-valued logic: what decides does so whatever cannot be decided.
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

    /// Whether the body has that truth for any element; one that has decides for all.
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
            if isStrict { try requireComparable(values, arguments, operation) }
            return try overNumbers(operation, values)
        case .in: return .bool(try isMember(values[0], of: values[1]))
        case .merge:
            return .array(try made(values.flatMap { $0.array ?? [$0] }))
        case .cat: return try cat(values)
        default:
            try pay(for: values[0])
            return substring(values)
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

    /// The keys under which there is nothing, null or an empty text.
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
            return contains(Array(text.utf8), part)
        default: return false
        }
    }

    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard bytes.count >= part.count else { return false }
        return (0...bytes.count - part.count).contains { start in
            bytes[start] == first && bytes[start..<start + part.count].elementsEqual(part)
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

    /// A part of a text by Unicode scalars; a negative start or length counts from the end.
    private func substring(_ values: [JSON]) -> JSON {
        let scalars = Array(values[0].asText.unicodeScalars)
        func whole(_ value: JSON) -> Int {
            let number = value.asNumber?.double ?? 0
            return Int(Swift.max(-1e9, Swift.min(1e9, number)))
        }
        let start = whole(values[1])
        let first =
            start < 0 ? Swift.max(0, scalars.count + start) : Swift.min(start, scalars.count)
        var end = scalars.count
        if values.count > 2 {
            let length = whole(values[2])
            end = length < 0 ? scalars.count + length : Swift.min(scalars.count, first + length)
        }
        var text = String.UnicodeScalarView()
        if first < end { text.append(contentsOf: scalars[first..<end]) }
        return .string(String(text))
    }
}

// MARK: Numbers and times

extension LogicEvaluator {
    /// Refuses to order or reckon with what is not there, or is not a number.
    private func requireComparable(
        _ values: [JSON], _ arguments: [LogicExpression], _ operation: LogicOperator
    ) throws(Undecidable) {
        let isOrdering: Set<LogicOperator> = [.less, .lessOrEqual, .greater, .greaterOrEqual]
        let areTexts = values.allSatisfy { $0.string != nil } && isOrdering.contains(operation)
        for (index, value) in values.enumerated() {
            let name = name(of: arguments[index], index, operation)
            if value == .null { throw Undecidable("\(name) is absent") }
            let isBlank = value.string?.allSatisfy(\.isWhitespace) ?? false
            guard !areTexts, isBlank || value.asNumber == nil || value.array != nil else {
                continue
            }
            throw Undecidable(
                "\(name) is \(value.kind) that is not a number, for \"\(operation.rawValue)\"")
        }
    }

    /// What a person calls an argument: its path, or its place.
    private func name(
        of argument: LogicExpression, _ index: Int, _ operation: LogicOperator
    ) -> String {
        switch argument {
        case .variable(let path, _) where !path.isEmpty: path
        case .operation(.var, let arguments):
            if case .literal(.string(let path)) = arguments.first { path } else { "a \"var\"" }
        default: "argument \(index + 1) of \"\(operation.rawValue)\""
        }
    }

    private mutating func overNumbers(
        _ operation: LogicOperator, _ values: [JSON]
    ) throws(Undecidable) -> JSON {
        switch operation {
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(
                zip(values, values.dropFirst()).allSatisfy { isOrdered($0, $1, operation) })
        case .max, .min:
            let numbers = values.compactMap(\.asNumber)
            guard numbers.count == values.count else { return .null }
            let found = numbers.dropFirst().reduce(numbers.first) { best, number in
                guard let best else { return number }
                let isBetter =
                    operation == .max ? best.isLess(than: number) : number.isLess(than: best)
                return isBetter ? number : best
            }
            return found.map { .number($0) } ?? .null
        default: return try arithmetic(operation, values)
        }
    }

    private func isOrdered(_ left: JSON, _ right: JSON, _ operation: LogicOperator) -> Bool {
        if case .string(let left) = left, case .string(let right) = right {
            // By UTF-16 code units, as JavaScript orders.
            let isLess = left.utf16.lexicographicallyPrecedes(right.utf16)
            let isEqual = left.utf16.elementsEqual(right.utf16)
            return switch operation {
            case .less: isLess
            case .lessOrEqual: isLess || isEqual
            case .greater: !isLess && !isEqual
            default: !isLess
            }
        }
        guard let left = left.asNumber, let right = right.asNumber else { return false }
        return switch operation {
        case .less: left.isLess(than: right)
        case .lessOrEqual: !right.isLess(than: left)
        case .greater: right.isLess(than: left)
        default: !left.isLess(than: right)
        }
    }

    private func arithmetic(
        _ operation: LogicOperator, _ values: [JSON]
    ) throws(Undecidable) -> JSON {
        let isLenient = operation == .plus || operation == .times
        let numbers = values.compactMap { value -> JSONNumber? in
            if !isStrict, isLenient {
                if case .number(let number) = value { return number }
                return value == .null ? nil : JSONNumber(leading: value.asText)
            }
            return value.asNumber
        }
        var result: JSONNumber? = numbers.count == values.count ? numbers.first : nil
        if values.count == 1, operation == .minus {
            result = result.flatMap { LogicArithmetic.result(.minus, .integer(0), $0) }
        }
        for number in numbers.dropFirst() {
            result = result.flatMap { LogicArithmetic.result(operation, $0, number) }
        }
        if let result { return .number(result) }
        guard !isStrict else {
            throw Undecidable("\"\(operation.rawValue)\" has no number for a result")
        }
        return .null
    }

    private mutating func time(
        _ operation: LogicOperator, _ arguments: [LogicExpression], _ data: JSON
    ) throws(Undecidable) -> JSON {
        let values = try values(of: arguments, over: data)
        var times: [Timestamp] = []
        for (index, value) in values.enumerated() where operation != .plusTime || index == 0 {
            times.append(try LogicTime.read(value, name(of: arguments[index], index, operation)))
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
