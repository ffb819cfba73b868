import Rules

/// A name in a record that nothing has.
package struct UnknownName: Hashable, Sendable {
    /// The kind of thing that is named.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case unit, report, instruction, obligation, stage, bulletin, incident
    }

    package let kind: Kind
    package let name: String
    /// The most similar known name; nil if none resembles it.
    package let nearest: String?

    package init(_ kind: Kind, _ name: String, nearest: String?) {
        self.kind = kind
        self.name = name
        self.nearest = nearest
    }
}

extension Unit.ID {
    /// Returns a unit that the rules do not have as an unknown name.
    func unknown(in rulebook: Rulebook) -> UnknownName {
        UnknownName(.unit, text, among: rulebook.units.keys.map(\.text))
    }
}

extension UnknownName {
    init(_ kind: Kind, _ name: String, among known: some Sequence<String>) {
        self.init(kind, name, nearest: nearestName(to: name, among: known))
    }

    /// Returns true if the most similar name stays the same once another one is known.
    func isUnchanged(by other: String) -> Bool {
        nearestName(to: name, among: [nearest, other].compactMap(\.self)) == nearest
    }
}
