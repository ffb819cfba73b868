import JSON

/// The JsonLogic operators for ordering and arithmetic.
enum LogicNumbers {
    /// Throws if a value to order or compute with is absent or not a number.
    static func require(
        _ values: [JSON], _ arguments: [LogicExpression], _ operation: LogicOperator
    ) throws(Undecidable) {
        let isOrdering: Set<LogicOperator> = [.less, .lessOrEqual, .greater, .greaterOrEqual]
        let areTexts = values.allSatisfy { $0.string != nil } && isOrdering.contains(operation)
        for (index, value) in values.enumerated() {
            let name = arguments[index].name(index, of: operation)
            if value == .null { throw Undecidable.absent(name) }
            let isBlank = value.string?.allSatisfy(\.isWhitespace) ?? false
            guard !areTexts, isBlank || value.asNumber == nil || value.array != nil else {
                continue
            }
            throw Undecidable.unfit(
                name, Undecidable.ValueKind(value), .number(for: operation.rawValue))
        }
    }

    /// Returns the result of an operator over numbers; null if there is none and not strict.
    static func result(
        _ operation: LogicOperator, _ values: [JSON], strict isStrict: Bool
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
        default: return try arithmetic(operation, values, isStrict)
        }
    }

    private static func isOrdered(_ left: JSON, _ right: JSON, _ operation: LogicOperator) -> Bool {
        if case .string(let left) = left, case .string(let right) = right {
            // Compared by UTF-16 code units, as in JavaScript.
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

    private static func arithmetic(
        _ operation: LogicOperator, _ values: [JSON], _ isStrict: Bool
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
            throw Undecidable.noNumber(of: operation.rawValue)
        }
        return .null
    }
}
