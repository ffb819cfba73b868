import Cases
import JSON
import Mustache
import Rules

/// An object of the model, as the library asks for its members.
struct ModelValue: MustacheParent, MustacheCustomRenderable {
    let object: JSONObject
    /// The members that such an object can have.
    let names: [MessageModel.Name]
    let budget: Budget

    var renderText: String { "" }
    var isNull: Bool { false }

    /// A member; a nothing where it could be and is not, or else the library would look for it in
    /// what lies around, and an item without details would show those of another.
    func child(named name: String) -> Any? {
        guard budget.look() else { return Nothing() }
        let known = names.first { $0.name == name }
        guard let value = object[name] else { return known.map { _ in Nothing() } }
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

/// A list of the model, which ends when the budget is spent.
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

/// What is set as nothing, and looked for no further.
struct Nothing: MustacheCustomRepresentation {
    var representation: Any? { nil }
}
