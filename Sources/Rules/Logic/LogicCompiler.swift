import JSON

/// A compiler from JSON to expressions that collects all mistakes instead of stopping at the first.
struct LogicCompiler {
    private(set) var diagnostics: [DraftDiagnostic] = []

    mutating func expression(_ source: JSON, at pointer: JSONPointer) -> LogicExpression {
        switch source {
        case .null, .bool, .number, .string: return .literal(source)
        case .array(let elements):
            return list(
                elements.enumerated().map { index, element in
                    expression(element, at: pointer.appending(index))
                })
        case .object(let object):
            let members = object.members.filter { !isIgnored($0.key) }
            guard members.count == 1 else { return .literal(source) }
            return operation(members[0], at: pointer.appending(members[0].key))
        }
    }

    private func list(_ elements: [LogicExpression]) -> LogicExpression {
        let literals = elements.compactMap { element -> JSON? in
            guard case .literal(let value) = element else { return nil }
            return value
        }
        return literals.count == elements.count ? .literal(.array(literals)) : .list(elements)
    }

    private mutating func operation(
        _ member: JSONObject.Member, at pointer: JSONPointer
    ) -> LogicExpression {
        let arguments: [LogicExpression]
        if case .array(let elements) = member.value {
            arguments = elements.enumerated().map { index, element in
                expression(element, at: pointer.appending(index))
            }
        } else {
            arguments = [expression(member.value, at: pointer)]
        }
        guard let known = LogicOperator(rawValue: member.key) else {
            diagnostics.append(unknown(member.key, at: pointer))
            return .literal(.null)
        }
        check(arguments, of: known, at: pointer)
        if known == .var, arguments.count == 1, case .literal(let name) = arguments[0],
            let name = LogicPath.text(of: name)
        {
            return .variable(name, path: LogicPath.parts(of: name))
        }
        return .operation(known, arguments)
    }

    private func unknown(_ name: String, at pointer: JSONPointer) -> DraftDiagnostic {
        let known = LogicOperator.allCases.map(\.rawValue)
        return DraftDiagnostic(
            "condition.operator", at: pointer, "unknown operator \"\(name)\"",
            accepted: "accepted is one of " + known.joined(separator: " "),
            nearest: nearestName(to: name, among: known), aim: .key)
    }

    private mutating func check(
        _ arguments: [LogicExpression], of known: LogicOperator, at pointer: JSONPointer
    ) {
        let arity = known.arity
        guard arity.contains(arguments.count) else {
            let accepted =
                arity.lowerBound == arity.upperBound
                ? "\(arity.lowerBound)"
                : arity.upperBound == .max
                    ? "\(arity.lowerBound) or more" : "\(arity.lowerBound) to \(arity.upperBound)"
            diagnostics.append(
                DraftDiagnostic(
                    "condition.arity", at: pointer,
                    "\(arguments.count) argument\(arguments.count == 1 ? "" : "s") of \"\(known.rawValue)\"",
                    accepted: "accepted are \(accepted)", aim: .key))
            return
        }
        guard known == .plusTime, case .literal(let unit) = arguments[2],
            LogicTimeUnit(rawValue: unit.string ?? "") == nil
        else { return }
        let units = LogicTimeUnit.allCases.map(\.rawValue)
        diagnostics.append(
            DraftDiagnostic(
                "condition.unit", at: pointer.appending(2),
                "unknown unit of time \(unit.serialized())",
                accepted: "accepted is one of " + units.joined(separator: " "),
                nearest: unit.string.flatMap { nearestName(to: $0, among: units) }))
    }

    private func isIgnored(_ key: String) -> Bool {
        key == "$schema" || key.hasPrefix("//")
    }
}

/// The paths of `var`: `incident.times.classified`, a number as an index, `""` for the whole data.
enum LogicPath {
    /// Returns the path in an operand of `var`; nil if the operand is not a path.
    static func text(of value: JSON) -> String? {
        switch value {
        case .null: ""
        case .string(let text): text
        case .number(.integer(let index)): String(index)
        case .number(.decimal(let text)): text
        case .bool, .array, .object: nil
        }
    }

    static func parts(of text: String) -> [String] {
        text.isEmpty
            ? [] : text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// Returns the value at a path; nil if there is none or the path passes through null.
    static func value(_ path: [String], in data: JSON) -> JSON? {
        var value = data
        for part in path {
            switch value {
            case .object(let object):
                guard let member = object[part] else { return nil }
                value = member
            case .array(let elements):
                guard let index = Int(part), elements.indices.contains(index) else { return nil }
                value = elements[index]
            case .null, .bool, .number, .string: return nil
            }
        }
        return value
    }
}
