import JSON

/// Checks of the network of units: superior units, groups and roles.
extension RulebookDraft {
    var network: DraftNetwork { DraftNetwork(units.map(\.value)) }

    /// Reports each unit that would be above itself.
    mutating func checkParents() {
        let parents = Dictionary(
            units.map { ($0.value.id, $0.value.parent) }, uniquingKeysWith: { first, _ in first })
        var done: Set<Unit.ID> = []
        var cyclic: Set<Unit.ID> = []
        for entry in units where !done.contains(entry.value.id) {
            var path: [Unit.ID] = []
            var places: [Unit.ID: Int] = [:]
            var next: Unit.ID? = entry.value.id
            while let unit = next, places[unit] == nil, !done.contains(unit) {
                places[unit] = path.count
                path.append(unit)
                next = parents[unit] ?? nil
            }
            if let unit = next, let place = places[unit] { cyclic.formUnion(path[place...]) }
            done.formUnion(path)
        }
        for entry in units where cyclic.contains(entry.value.id) {
            reader.note(
                DraftDiagnostic(
                    "parent.cycle", at: entry.place.pointer.appending("parent"),
                    "\"\(entry.value.id)\" would be its own parent"),
                in: entry.place.document)
        }
    }

    /// Reports groups that no unit belongs to, and roles that no unit has.
    mutating func checkGroupsAndRoles() {
        let network = network
        for (group, place) in reader.groups where !network.has(group) {
            reader.note(
                DraftDiagnostic(
                    "name.unknown", at: place.pointer, "no unit in a group \"\(group)\"",
                    accepted: "a unit names its groups under \"groups\"",
                    nearest: nearestName(to: group.text, among: network.groupNames)),
                in: place.document)
        }
        let usual: Set<UnitRole> = [.duty, .leader]
        for (role, place) in reader.roles where !network.roles.union(usual).contains(role) {
            reader.note(
                DraftDiagnostic(
                    "name.unknown", at: place.pointer, "no unit has a role \"\(role.rawValue)\"",
                    accepted: "a unit names who holds it under \"roles\"",
                    nearest: nearestName(
                        to: role.rawValue, among: network.roles.union(usual).map(\.rawValue))),
                in: place.document)
        }
    }

    /// Warns of units that may have to report to a unit above where there is none.
    ///
    /// For a unit named in the rule it is an error: the obligation could never arise.
    mutating func checkUnitsAbove() {
        let network = network
        for entry in rules {
            for obligation in entry.value.obligations where obligation.isRelative {
                let owing = obligation.owes ?? entry.value.owes
                let named = network.named(owing)
                let units =
                    named.isEmpty
                    ? network.owing(owing).filter {
                        network.mayOwe($0, by: [entry.value.when, obligation.when])
                    } : named
                for (index, alternatives) in obligation.to.enumerated() {
                    guard let levels = alternatives.levels else { continue }
                    let without = units.filter { network.unit(above: $0, levels: levels) == nil }
                    guard !without.isEmpty else { continue }
                    let place = entry.place.pointer.appending("obligations")
                        .appending(obligation.name).appending("to").appending(index)
                    let isNamed = if case .unit = owing { true } else { false }
                    reader.note(
                        Self.missing(above: without, alternatives, isNamed: isNamed, at: place),
                        in: entry.place.document)
                }
            }
        }
    }

    private static func missing(
        above units: [Unit.ID], _ references: [UnitReference], isNamed: Bool,
        at pointer: JSONPointer
    ) -> DraftDiagnostic {
        let shown = units.map(\.text).sorted().prefix(3).joined(separator: ", ")
        let rest = units.count > 3 ? " and \(units.count - 3) more" : ""
        let reference = references.map(\.description).joined(separator: " or ")
        guard !isNamed else {
            return DraftDiagnostic(
                "parent.missing", at: pointer, "\(reference) of \(shown), which has none",
                accepted: "add its \"parent\", or name the awaiting unit")
        }
        return DraftDiagnostic(
            "parent.missing", at: pointer,
            "no \(reference) for \(units.count == 1 ? "the unit" : "the units") \(shown)\(rest)",
            accepted: "an incident of such a unit opens a fault in place of this obligation; leave "
                + "it out with \"when\": {\"var\": \"unit.parent\"} if that is meant",
            severity: .warning)
    }
}

extension [UnitReference] {
    /// The number of levels above the reporting unit if nothing but units above are named, the
    /// lowest of several; else nil.
    fileprivate var levels: Int? {
        let levels = compactMap { if case .owingParent(let levels) = $0 { levels } else { nil } }
        return levels.count == count ? levels.min() : nil
    }
}

extension DraftNetwork {
    /// Returns false if conditions on the unit alone rule out that an incident's unit must report.
    fileprivate func mayOwe(_ unit: Unit.ID, by conditions: [Condition?]) -> Bool {
        guard let facts = units[unit]?.facts else { return true }
        let scope: JSON = .object([
            "unit": .object(facts), "incident": ["unit": .string(unit.text)],
        ])
        return conditions.compactMap(\.self).flatMap(\.conjuncts).allSatisfy { condition in
            !condition.isAboutUnit || condition.holds(over: scope) ?? true
        }
    }
}

extension Condition {
    /// The conditions that must all hold: the parts of an `and`, else the condition itself.
    fileprivate var conjuncts: [Condition] {
        guard let parts = source["and"]?.array else { return [self] }
        return parts.compactMap { try? Condition($0, at: JSONPointer()) }
    }

    /// True if the condition reads the incident's unit and nothing else.
    fileprivate var isAboutUnit: Bool {
        !paths.isEmpty
            && paths.allSatisfy { path in
                path == "incident.unit" || path == "unit"
                    || path.split(separator: ".").first == "unit"
            }
    }
}
