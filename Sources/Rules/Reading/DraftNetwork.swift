import JSON

/// The units of a draft, looked up by name and by group.
struct DraftNetwork {
    let units: [Unit.ID: Unit]
    private let groups: [UnitGroup: [Unit.ID]]
    /// The roles that any unit has.
    let roles: Set<UnitRole>

    init(_ units: [Unit]) {
        self.units = Dictionary(units.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var groups: [UnitGroup: [Unit.ID]] = [:]
        for unit in units {
            for group in unit.groups { groups[group, default: []].append(unit.id) }
        }
        self.groups = groups
        roles = Set(units.flatMap(\.roles.keys))
    }

    var groupNames: [String] { groups.keys.map(\.text) }

    func has(_ group: UnitGroup) -> Bool { groups[group] != nil }

    /// Returns the units that must report by their names in the rules; empty if an incident names
    /// the unit.
    func named(_ owing: Owing?) -> [Unit.ID] {
        switch owing {
        case .unit(let unit): [unit]
        case .units(let references): references.flatMap { members(of: $0) }
        case .fact, nil: []
        }
    }

    /// Returns all units that may have to report.
    func owing(_ owing: Owing?) -> [Unit.ID] {
        switch owing {
        case .unit, .units: named(owing)
        case .fact, nil: Array(units.keys)
        }
    }

    /// Returns all units that may await a report from any of some units.
    func awaiting(_ obligation: ObligationRule, from owing: [Unit.ID]) -> Set<Unit.ID> {
        var found: Set<Unit.ID> = []
        for reference in Set(obligation.to.joined()) {
            if case .owingParent(let levels) = reference {
                found.formUnion(owing.compactMap { unit(above: $0, levels: levels) })
            } else {
                found.formUnion(members(of: reference))
            }
        }
        return found
    }

    /// Returns the unit a number of levels above another; nil if there is none.
    func unit(above unit: Unit.ID, levels: Int) -> Unit.ID? {
        var current: Unit.ID? = unit
        for _ in 0..<levels { current = current.flatMap { units[$0]?.parent } }
        return current
    }

    /// Returns the holders of a role in a unit, or in the unit `parents` levels above it.
    func holders(of role: UnitRole, in unit: Unit.ID, parents: Int) -> [Recipient] {
        self.unit(above: unit, levels: parents).flatMap { units[$0]?.roles[role] } ?? []
    }

    private func members(of reference: UnitReference) -> [Unit.ID] {
        switch reference {
        case .unit(let unit): [unit]
        case .group(let group): groups[group] ?? []
        case .owingParent: []
        }
    }
}
