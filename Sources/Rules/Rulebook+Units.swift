/// The units that the references of rules stand for.
extension Rulebook {
    /// The units that await a report from one unit.
    package struct Awaiting: Hashable, Sendable {
        /// The awaiting units; each element is a separate obligation, satisfied by any of its
        /// units.
        package var units: [[Unit.ID]] = []
        /// The references that stand for no unit, although the obligation names nobody in their
        /// place.
        package var missing: [UnitReference] = []
    }

    /// Returns the units that await the report of an obligation from a unit.
    ///
    /// A unit of a group does not report to itself, and each unit is named once.
    package func awaiting(_ obligation: ObligationRule, from owing: Unit.ID) -> Awaiting {
        var awaiting = Awaiting()
        guard obligation.isRelative else {
            awaiting.units = obligation.to.map { $0.compactMap(\.unit) }
            return awaiting
        }
        var seen: Set<Unit.ID> = []
        for alternatives in obligation.to {
            if alternatives.count == 1, case .group = alternatives[0] {
                let members = units(of: alternatives[0], from: owing)
                if members.isEmpty { awaiting.missing += alternatives }
                awaiting.units += members.filter { seen.insert($0).inserted }.map { [$0] }
                continue
            }
            let found = alternatives.flatMap { units(of: $0, from: owing) }
            if found.isEmpty { awaiting.missing += alternatives }
            let new = found.filter { seen.insert($0).inserted }
            if !new.isEmpty { awaiting.units.append(new) }
        }
        return awaiting
    }

    /// Returns the units that a list of references obliges to report.
    package func owing(_ references: [UnitReference]) -> [Unit.ID] {
        var seen: Set<Unit.ID> = []
        return references.flatMap { reference -> [Unit.ID] in
            switch reference {
            case .unit(let unit): [unit]
            case .group(let group): groups[group] ?? []
            case .owingParent: []
            }
        }.filter { seen.insert($0).inserted }
    }

    /// Returns true if a list of references obliges a unit to report.
    package func owes(_ unit: Unit.ID, among references: [UnitReference]) -> Bool {
        references.contains { reference in
            switch reference {
            case .unit(let one): one == unit
            case .group(let group): units[unit]?.groups.contains(group) ?? false
            case .owingParent: false
            }
        }
    }

    /// Returns the unit a number of levels above another; nil if there is none.
    package func unit(above unit: Unit.ID, levels: Int) -> Unit.ID? {
        var current: Unit.ID? = unit
        for _ in 0..<levels { current = current.flatMap { units[$0]?.parent } }
        return current
    }

    /// Returns the stages that each unit awaits under a rule from one reporting unit, of the units
    /// that await several; empty for a rule whose reports need not name their stage.
    package func stagesToName(of rule: Rule, from owing: Unit.ID) -> [Unit.ID: [String]] {
        guard rule.areStagesNamed else { return [:] }
        var stages: [Unit.ID: [String]] = [:]
        for obligation in rule.obligations where obligation.on.isOfIncident {
            for unit in Set(awaiting(obligation, from: owing).units.joined())
            where !stages[unit, default: []].contains(obligation.stage) {
                stages[unit, default: []].append(obligation.stage)
            }
        }
        return stages.filter { $0.value.count > 1 }
    }

    private func units(of reference: UnitReference, from owing: Unit.ID) -> [Unit.ID] {
        switch reference {
        case .unit(let unit): [unit]
        case .owingParent(let levels): [unit(above: owing, levels: levels)].compactMap(\.self)
        case .group(let group): (groups[group] ?? []).filter { $0 != owing }
        }
    }
}
