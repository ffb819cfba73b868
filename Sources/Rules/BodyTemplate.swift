package import JSON

/// A JSON value with placeholders: `{"text": "{{message.text}}"}`.
///
/// Placeholders are replaced in the parsed value, so that no inserted text can break the JSON.
package struct BodyTemplate: Sendable {
    private enum Piece: Hashable, Sendable {
        case text(String)
        case place([String])
    }

    private indirect enum Node: Sendable {
        case value(JSON)
        case pieces([Piece])
        case array([Node])
        case object([(key: String, node: Node)])
    }

    private let root: Node

    /// The names placeholders may use under `message` and `to`; `data` may hold any name.
    package static let members: [String: [String]] = [
        "message": [
            "id", "incident", "type", "subject", "text", "short", "markdown", "language", "at",
        ],
        "to": ["name", "address"],
    ]

    /// Compiles a template; `pointer` is its place in the document, for diagnostics.
    package init(_ value: JSON, at pointer: JSONPointer = JSONPointer()) throws(RuleErrors) {
        var diagnostics: [DraftDiagnostic] = []
        root = Self.node(value, at: pointer, &diagnostics)
        guard diagnostics.isEmpty else { throw RuleErrors(diagnostics) }
    }

    /// Returns the value with all placeholders replaced by values of `scope`.
    ///
    /// An absent value becomes null, or nothing inside a text.
    package func filled(from scope: JSON) -> JSON {
        Self.filled(root, from: scope, nil)
    }

    /// Returns the value with all placeholders replaced, and the texts that contain one of `names`
    /// cut to fit.
    ///
    /// `fit` is given the length of the longest of those values, and a closure that returns the
    /// text with each of them cut to a number of characters.
    package func filled(
        from scope: JSON, cutting names: Set<String>,
        fit: @escaping (_ longest: Int, _ make: (Int?) -> String) -> String
    ) -> JSON {
        Self.filled(root, from: scope, Cut(names: names, fit: fit))
    }

    /// The placeholders that may be cut, and how a text is made to fit.
    private struct Cut {
        let names: Set<String>
        let fit: (Int, (Int?) -> String) -> String

        func concerns(_ piece: Piece) -> Bool {
            if case .place(let path) = piece {
                names.contains(path.joined(separator: "."))
            } else {
                false
            }
        }
    }

    private static func filled(_ node: Node, from scope: JSON, _ cut: Cut?) -> JSON {
        switch node {
        case .value(let value): return value
        case .array(let elements): return .array(elements.map { filled($0, from: scope, cut) })
        case .object(let members):
            return .object(
                JSONObject(
                    distinct: members.map {
                        .init(key: $0.key, value: filled($0.node, from: scope, cut))
                    }))
        case .pieces(let pieces):
            if let cut, pieces.contains(where: cut.concerns) {
                return .string(text(of: pieces, from: scope, cut))
            }
            if case .place(let path) = pieces.first, pieces.count == 1 {
                return scope[JSONPointer(path)] ?? .null
            }
            return .string(
                pieces.map { piece in
                    switch piece {
                    case .text(let text): text
                    case .place(let path): plainText(scope[JSONPointer(path)])
                    }
                }.joined())
        }
    }

    /// Returns a text whose values are cut to fit.
    private static func text(of pieces: [Piece], from scope: JSON, _ cut: Cut) -> String {
        let values = pieces.map { piece in
            switch piece {
            case .text(let text): (text, false)
            case .place(let path): (plainText(scope[JSONPointer(path)]), cut.concerns(piece))
            }
        }
        let longest = values.filter(\.1).map(\.0.count).max() ?? 0
        return cut.fit(longest) { limit in
            values.map { value, isCut in
                guard let limit, isCut, value.count > limit else { return value }
                return value.prefix(limit) + "…"
            }.joined()
        }
    }

    private static func plainText(_ value: JSON?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .bool, .number, .array, .object: value?.serialized() ?? ""
        }
    }

    private static func node(
        _ value: JSON, at pointer: JSONPointer, _ diagnostics: inout [DraftDiagnostic]
    ) -> Node {
        switch value {
        case .null, .bool, .number: return .value(value)
        case .string(let text):
            let pieces = pieces(text, at: pointer, &diagnostics)
            return pieces.contains { if case .place = $0 { true } else { false } }
                ? .pieces(pieces) : .value(value)
        case .array(let elements):
            return .array(
                elements.enumerated().map { node($1, at: pointer.appending($0), &diagnostics) })
        case .object(let object):
            return .object(
                object.members.map {
                    ($0.key, node($0.value, at: pointer.appending($0.key), &diagnostics))
                })
        }
    }

    private static func pieces(
        _ text: String, at pointer: JSONPointer, _ diagnostics: inout [DraftDiagnostic]
    ) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                diagnostics.append(
                    DraftDiagnostic(
                        "template.form", at: pointer, "\"{{\" without \"}}\"",
                        accepted: "accepted is {{message.text}} and the like"))
                return []
            }
            if start.lowerBound > rest.startIndex {
                pieces.append(.text(String(rest[..<start.lowerBound])))
            }
            let name = rest[start.upperBound..<end.lowerBound]
            if let path = path(String(name), at: pointer, &diagnostics) {
                pieces.append(.place(path))
            }
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    private static func path(
        _ name: String, at pointer: JSONPointer, _ diagnostics: inout [DraftDiagnostic]
    ) -> [String]? {
        let name = name.filter { $0 != " " }
        let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let known = members.sorted { $0.key < $1.key }.flatMap { root, inner in
            inner.map { "\(root).\($0)" }
        }
        if known.contains(name) || (path[0] == "data" && !path.contains("")) { return path }
        diagnostics.append(
            DraftDiagnostic(
                "template.unknown", at: pointer, "\"{{\(name.prefix(80))}}\"",
                accepted: "accepted are \(known.joined(separator: " ")) and data.NAME",
                nearest: nearestName(to: name, among: known)))
        return nil
    }
}
