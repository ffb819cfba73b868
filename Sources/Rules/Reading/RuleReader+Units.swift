import JSON

extension RuleReader {
    /// Reads the names of units, each once.
    mutating func units(_ value: JSON, at pointer: JSONPointer) -> [Unit.ID] {
        var seen: Set<String> = []
        return (elements(value, at: pointer, "a list of names of units") ?? []).enumerated()
            .compactMap { unitName($1, at: pointer.appending($0), &seen) }
    }

    /// Reads `to`: units, `owing.parent` and groups, or lists of them.
    mutating func awaiting(_ value: JSON, at pointer: JSONPointer) -> [[UnitReference]]? {
        let form = "a list of names of units, or of lists of them"
        guard let elements = elements(value, at: pointer, form) else { return nil }
        var seen: Set<String> = []
        let read = elements.enumerated().map { index, element -> [UnitReference] in
            let place = pointer.appending(index)
            guard case .array = element else {
                return [unitReference(element, at: place, &seen)].compactMap(\.self)
            }
            let alternatives = self.elements(element, at: place, "a list of names of units")
            return (alternatives ?? []).enumerated().compactMap { index, name in
                unitReference(name, at: place.appending(index), &seen)
            }
        }
        return read.contains([]) ? nil : read
    }

    /// Reads the name of a unit, `group:NAME`, or `owing` with `.parent` after it.
    mutating func unitReference(
        _ value: JSON, at pointer: JSONPointer, _ seen: inout Set<String>
    ) -> UnitReference? {
        let form = "the name of a unit, owing.parent or group:NAME"
        guard let name = text(value, at: pointer, form) else { return nil }
        guard let reference = UnitReference(name) else {
            noteValue(
                name, "unit.form", at: pointer, "owing.parent, with .parent for each level above",
                nearest: nearestName(to: name, among: ["owing.parent", "owing.parent.parent"]))
            return nil
        }
        switch reference {
        case .unit: return unitName(value, at: pointer, &seen).map { .unit($0) }
        case .group(let group): refer(group, at: pointer)
        case .owingParent: break
        }
        refuseTwice(name, at: pointer, &seen)
        return reference
    }

    private mutating func refuseTwice(
        _ name: String, at pointer: JSONPointer, _ seen: inout Set<String>
    ) {
        guard !seen.insert(name).inserted else { return }
        note(
            DraftDiagnostic(
                "to.twice", at: pointer, "\"\(name.prefix(80))\" a second time",
                accepted: "each unit is named once"))
    }

    mutating func unitName(
        _ value: JSON, at pointer: JSONPointer, _ seen: inout Set<String>
    ) -> Unit.ID? {
        guard let name = text(value, at: pointer, "the name of a unit") else { return nil }
        refer(.units, name, at: pointer)
        refuseTwice(name, at: pointer, &seen)
        return Unit.ID(name)
    }
}
