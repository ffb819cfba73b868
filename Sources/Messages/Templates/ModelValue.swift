import Cases
import JSON
import Mustache
import Rules

/// An object of the model, in the form the library uses to look up members.
struct ModelValue: MustacheParent, MustacheCustomRenderable {
    let object: JSONObject
    /// The names of the members that the object can have.
    let names: [MessageModel.Name]
    let budget: Budget

    var renderText: String { "" }
    var isNull: Bool { false }

    /// Returns a member, or `Nothing` for a known member without a value.
    ///
    /// Otherwise the library would look up the name in outer scopes, and an item without details
    /// would show those of another item.
    func child(named name: String) -> Any? {
        guard budget.look() else { return Nothing() }
        let known = names.first { $0.name == name }
        guard let value = object[name] else {
            // An object without known names has names of the users' own.
            return known != nil || names.isEmpty ? Nothing() : nil
        }
        return Self.value(value, known?.members ?? [], budget)
    }

    fileprivate static func value(
        _ json: JSON, _ names: [MessageModel.Name], _ budget: Budget
    ) -> Any? {
        switch json {
        case .null: Nothing()
        case .bool(let flag): flag
        case .number(.integer(let number)): number
        case .number(.decimal(let digits)): digits
        case .string(let text): budget.write(text) ? text : ""
        case .array(let elements): ModelList(elements: elements, names: names, budget: budget)
        case .object(let object): ModelValue(object: object, names: names, budget: budget)
        }
    }
}

/// A list of the model; ends early once the budget is spent.
struct ModelList: MustacheSequence, MustacheTransformable, MustacheCustomRenderable {
    let elements: [JSON]
    let names: [MessageModel.Name]
    let budget: Budget

    var renderText: String { "" }
    var isNull: Bool { false }

    func makeIterator() -> AnyIterator<Any> {
        var rest = elements[...]
        return AnyIterator {
            guard let next = rest.popFirst(), budget.goRound() else { return nil }
            return ModelValue.value(next, names, budget)
        }
    }

    func transform(_ name: String) -> Any? {
        switch name {
        case "first": elements.first.flatMap { ModelValue.value($0, names, budget) }
        case "last": elements.last.flatMap { ModelValue.value($0, names, budget) }
        case "reversed": ModelList(elements: elements.reversed(), names: names, budget: budget)
        case "count": elements.count
        case "empty": elements.isEmpty
        default: nil
        }
    }
}

/// A value rendered as empty and not looked up any further.
struct Nothing: MustacheCustomRepresentation {
    var representation: Any? { nil }
}
