/// A unit or units named in a rule, relative to the unit that must report or by a group.
package enum UnitReference: Hashable, Sendable {
    case unit(Unit.ID)
    /// The unit a number of levels above the reporting one, at least 1: `owing.parent`.
    case owingParent(Int)
    /// Each unit of a group: `group:districts`.
    case group(UnitGroup)

    private static let groupMark = "group:"
    private static let owing = "owing"
    /// The maximum number of levels, more than any network has.
    private static let levelsMax = 10

    /// Reads a reference as written in rules; nil for `owing` with anything but `.parent` after it.
    package init?(_ text: String) {
        if text.hasPrefix(Self.groupMark) {
            self = .group(UnitGroup(String(text.dropFirst(Self.groupMark.count))))
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.first == Self.owing[...], parts.count > 1 else {
            self = .unit(Unit.ID(text))
            return
        }
        guard parts.count <= Self.levelsMax + 1, parts.dropFirst().allSatisfy({ $0 == "parent" })
        else { return nil }
        self = .owingParent(parts.count - 1)
    }
}

extension UnitReference {
    /// The unit named as such; nil for any other reference.
    package var unit: Unit.ID? {
        if case .unit(let unit) = self { unit } else { nil }
    }
}

extension UnitReference: CustomStringConvertible {
    /// The reference as written in rules: `city`, `owing.parent.parent`, `group:districts`.
    package var description: String {
        switch self {
        case .unit(let unit): unit.text
        case .owingParent(let levels):
            ([Self.owing] + Array(repeating: "parent", count: levels)).joined(separator: ".")
        case .group(let group): Self.groupMark + group.text
        }
    }
}
