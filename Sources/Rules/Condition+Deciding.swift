package import JSON

extension Condition {
    /// Returns the parts that decide the result over `data`, such as the false operands of an `and`
    /// and the true ones of an `or`; the whole condition if it is one part.
    package func deciding(over data: JSON) -> [Condition] {
        guard let (name, operands) = operation else { return [self] }
        switch name {
        case "!", "!!": return operands.flatMap { $0.deciding(over: data) }
        case "and", "or":
            let result = Decision(evaluate(over: data))
            let deciding = operands.filter { Decision($0.evaluate(over: data)) == result }
            return (deciding.isEmpty ? operands : deciding).flatMap { $0.deciding(over: data) }
        default: return [self]
        }
    }

    /// Returns true if a condition that does not hold could hold once values are stated that `data`
    /// lacks: all failing operands of an `and`, any operand of an `or`.
    package func couldHold(over data: JSON) -> Bool {
        guard Decision(evaluate(over: data)) != .holds else { return true }
        guard let (name, operands) = operation else { return lacksValue(in: data) }
        switch name {
        case "and": return operands.allSatisfy { $0.couldHold(over: data) }
        case "or": return operands.contains { $0.couldHold(over: data) }
        default: return lacksValue(in: data)
        }
    }

    /// Returns true if the condition reads a value that `data` does not state.
    private func lacksValue(in data: JSON) -> Bool {
        paths.contains { path in
            let value = path.split(separator: ".").reduce(data as JSON?) { $0?[String($1)] }
            return value == nil || value == .null
        }
    }

    /// The result of a condition, without the value or the reason.
    private enum Decision {
        case holds, fails, undecidable

        init(_ evaluation: Evaluation) {
            switch evaluation {
            case .value(let value): self = value.isTruthy ? .holds : .fails
            case .undecidable: self = .undecidable
            }
        }
    }

    /// The name of the outermost operator, with its operands; nil for a literal, and for operands
    /// that are no conditions by themselves.
    private var operation: (name: String, operands: [Condition])? {
        let members = source.object?.members.filter { !$0.key.hasPrefix("//") } ?? []
        guard members.count == 1 else { return nil }
        let written = members[0].value.array ?? [members[0].value]
        let operands = written.compactMap { try? Condition($0) }
        guard operands.count == written.count, !operands.isEmpty else { return nil }
        return (members[0].key, operands)
    }

    /// The condition as a person reads it, such as `incident.severity in major, critical`; JSON
    /// where it is more than a comparison.
    package var text: String {
        guard let member = source.object?.members.first, source.object?.members.count == 1 else {
            return source.serialized()
        }
        if let membership { return membership }
        let operands = (member.value.array ?? [member.value]).map(Self.text)
        let texts = operands.compactMap(\.self)
        guard texts.count == operands.count else { return source.serialized() }
        switch (member.key, texts.count) {
        case ("var", 1), ("exists", 1): return texts[0]
        case ("==", 2), ("===", 2): return "\(texts[0]) = \(texts[1])"
        case ("!=", 2), ("!==", 2): return "\(texts[0]) ≠ \(texts[1])"
        case ("<", 2), (">", 2), ("<=", 2), (">=", 2), ("in", 2):
            return "\(texts[0]) \(member.key) \(texts[1])"
        default: return source.serialized()
        }
    }

    /// The text of a condition on a value that may be a list, such as
    /// `incident.kind in fire, flood`; nil for any other condition.
    private var membership: String? {
        guard let operands = source["some"]?.array, operands.count == 2,
            let merged = operands[0]["merge"]?.array, merged.count == 1,
            let path = Self.text(merged[0]), let test = operands[1]["in"]?.array, test.count == 2,
            test[0] == ["var": ""], let values = Self.text(test[1])
        else { return nil }
        return "\(path) in \(values)"
    }

    /// Returns an operand as a person reads it; nil for anything but a path, a literal or a list
    /// of literals.
    private static func text(_ operand: JSON) -> String? {
        switch operand {
        case .object(let object):
            object.members.count == 1
                ? object["var"].flatMap { $0.string ?? $0.array?.first?.string } : nil
        case .array(let elements):
            elements.allSatisfy { $0.string != nil }
                ? elements.compactMap(\.string).joined(separator: ", ") : nil
        case .string(let text): text
        default: operand.serialized()
        }
    }
}
