package import Calendars
package import JSON

/// The reason a condition cannot be decided.
package enum Undecidable: Error, Hashable, Sendable {
    /// A value is absent or null.
    case absent(Operand)
    /// A value is of a kind that the operator cannot use.
    case unfit(Operand, ValueKind, Need)
    /// A text is no time.
    case noTime(Operand, text: String, TimestampError)
    /// The count of `plusTime` is not a whole number.
    case noCount
    /// The unit of `plusTime` is not a unit of time.
    case noUnit
    /// The result of `plusTime` has no date.
    case beyondYears
    case tooManySteps
    case tooDeep
    /// The result of an arithmetic operator is not a number.
    case noNumber(of: String)

    /// The operand of an operator.
    package enum Operand: Hashable, Sendable {
        /// A path into the facts.
        case path(String)
        /// A path that is itself computed.
        case computedPath
        /// An operand by its number, from 1, and its operator.
        case argument(Int, of: String)
    }

    /// The kind of a value.
    package enum ValueKind: String, Hashable, Sendable {
        case null, boolean, number, string, array, object

        package init(_ json: JSON) {
            self =
                switch json {
                case .null: .null
                case .bool: .boolean
                case .number: .number
                case .string: .string
                case .array: .array
                case .object: .object
                }
        }
    }

    /// The kind of value that an operator needs.
    package enum Need: Hashable, Sendable {
        case time
        case textOrList
        case number(for: String)
    }
}

extension Undecidable: CustomStringConvertible {
    /// The reason in English, for programs and rule editors.
    package var description: String {
        switch self {
        case .absent(let operand): "\(operand) is absent"
        case .unfit(let operand, let kind, .time): "\(operand) is \(kind), not a time"
        case .unfit(let operand, let kind, .textOrList):
            "\(operand) is \(kind), neither a text nor a list"
        case .unfit(let operand, let kind, .number(let name)):
            "\(operand) is \(kind) that is not a number, for \"\(name)\""
        case .noTime(let operand, let text, let error): "\(operand) \"\(text)\" \(error)"
        case .noCount: "the count of \"plusTime\" is not a whole number"
        case .noUnit: "the unit of \"plusTime\" is not a unit of time"
        case .beyondYears: "\"plusTime\" leads beyond the years 1 to 9999"
        case .tooManySteps: "the condition takes more steps than it may"
        case .tooDeep: "the condition builds a value that is nested too deep"
        case .noNumber(let name): "\"\(name)\" has no number for a result"
        }
    }
}

extension Undecidable.Operand: CustomStringConvertible {
    package var description: String {
        switch self {
        case .path(let path): path
        case .computedPath: "a \"var\""
        case .argument(let number, let name): "argument \(number) of \"\(name)\""
        }
    }
}

extension Undecidable.ValueKind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
