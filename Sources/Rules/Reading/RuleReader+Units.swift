import JSON

extension RuleReader {
    /// Reads the names of units, each once.
    mutating func units(_ value: JSON, at pointer: JSONPointer) -> [Unit.ID] {
        var seen: Set<String> = []
        return (elements(value, at: pointer, "a list of names of units") ?? []).enumerated()
            .compactMap { unitName($1, at: pointer.appending($0), &seen) }
    }

    mutating func awaiting(_ value: JSON, at pointer: JSONPointer) -> [[Unit.ID]]? {
        let form = "a list of names of units, or of lists of them"
        guard let elements = elements(value, at: pointer, form) else { return nil }
        var seen: Set<String> = []
        let read = elements.enumerated().map { index, element -> [Unit.ID] in
            let place = pointer.appending(index)
            guard case .array = element else {
                return [unitName(element, at: place, &seen)].compactMap(\.self)
            }
            let alternatives = self.elements(element, at: place, "a list of names of units")
            return (alternatives ?? []).enumerated().compactMap { index, name in
                unitName(name, at: place.appending(index), &seen)
            }
        }
        return read.contains([]) ? nil : read
    }

    mutating func unitName(
        _ value: JSON, at pointer: JSONPointer, _ seen: inout Set<String>
    ) -> Unit.ID? {
        guard let name = text(value, at: pointer, "the name of a unit") else { return nil }
        refer(.units, name, at: pointer)
        if !seen.insert(name).inserted {
            note(
                DraftDiagnostic(
                    "to.twice", at: pointer, "\"\(name.prefix(80))\" a second time",
                    accepted: "each unit is named once"))
        }
        return Unit.ID(name)
    }
}
