import Cases
import JSON
import Rules

/// A check of a template's names against the model: the library renders an unknown name as empty.
struct NameCheck {
    private(set) var diagnostics: [(offset: Int, diagnostic: DraftDiagnostic)] = []
    /// The names available in the open sections, the innermost last.
    private var scopes: [[MessageModel.Name]]
    /// The number of scopes that each open section added.
    private var added: [Int] = []

    private static let transforms = [
        "capitalized", "count", "empty", "even", "first", "index", "last", "lowercased", "odd",
        "reversed", "uppercased",
    ]

    /// Checks the tags. With `isPartial`, names of any level are accepted, because the place of
    /// inclusion is unknown.
    init(_ tags: [TemplateTags.Tag], isPartial: Bool) {
        scopes = [MessageModel.names]
        if isPartial { scopes += MessageModel.names.map(\.members) }
        for tag in tags {
            switch tag.kind {
            case .partial: continue
            case .end:
                if let count = added.popLast() { scopes.removeLast(count) }
            case .value, .rawValue:
                let found = check(tag)
                if let found, !found.members.isEmpty, tag.transforms.isEmpty {
                    note(
                        tag, "template.list", "{{\(tag.written)}}, which is no text",
                        accepted: "it is a list, written by {{#\(tag.name)}}…{{/\(tag.name)}}")
                }
            case .section, .inverted:
                let found = check(tag)
                let members = tag.kind == .section ? found?.members ?? [] : []
                if !members.isEmpty { scopes.append(members) }
                added.append(members.isEmpty ? 0 : 1)
            }
        }
    }

    /// Returns the name that a tag refers to; nil if it is unknown or the current value itself.
    private mutating func check(_ tag: TemplateTags.Tag) -> MessageModel.Name? {
        for transform in tag.transforms where !Self.transforms.contains(transform) {
            note(
                tag, "template.transform", "no transform is named \"\(transform)\"",
                accepted: "accepted are " + Self.transforms.joined(separator: " "),
                nearest: nearestName(to: transform, among: Self.transforms))
        }
        let path = tag.name.split(separator: ".").map(String.init)
        guard let first = path.first else { return nil }
        let searched = tag.name.hasPrefix(".") ? scopes.suffix(1) : scopes[...]
        var found = searched.reversed().lazy.compactMap { scope in
            scope.first { $0.name == first }
        }.first
        var known = Set(searched.joined().map(\.name)).sorted()
        for name in path.dropFirst() {
            guard let outer = found else { break }
            guard !outer.isOpen else {
                found = MessageModel.Name(name)
                break
            }
            known = outer.members.map { "\(outer.name).\($0.name)" }
            found = outer.members.first { $0.name == name }
        }
        if found == nil {
            note(
                tag, "template.unknown", "no name \"\(tag.name.prefix(80))\" here",
                accepted: known.isEmpty ? nil : "accepted are " + known.joined(separator: " "),
                nearest: nearestName(to: tag.name, among: known))
        }
        return found
    }

    private mutating func note(
        _ tag: TemplateTags.Tag, _ code: String, _ found: String, accepted: String?,
        nearest: String? = nil
    ) {
        let diagnostic = DraftDiagnostic(
            code, at: JSONPointer(), found, accepted: accepted, nearest: nearest,
            severity: .warning)
        diagnostics.append((tag.offset, diagnostic))
    }
}
