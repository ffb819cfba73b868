import CSV
import JSON

/// A table of units or contacts beside the rules, read as a section of a rule document.
struct RuleTable {
    /// The section as a rule document has it.
    let root: JSON
    let mistakes: [RuleTableMistake]
    private var places: [JSONPointer: TextPlace] = [:]

    /// Reads a table; throws if the text cannot be divided into rows.
    init(_ bytes: [UInt8], of kind: RuleTableKind) throws(CSVError) {
        let table = try CSVTable(bytes)
        let columns = RuleTableColumns(table.columns, of: kind)
        var mistakes = table.faults.map {
            RuleTableMistake(place: $0.place, diagnostic: Self.diagnostic(of: $0))
        }
        mistakes += columns.mistakes
        let pointer = JSONPointer([kind.rawValue])
        var section = JSONObject()
        var rows: [String: TextPlace] = [:]
        for row in columns.id == nil ? [] : table.rows {
            let id = columns.id.flatMap { row.field($0) }
            let name = id?.text.trimmingBlanks ?? ""
            let first = rows[name]
            guard let id, !name.isEmpty, first == nil else {
                mistakes.append(Self.mistake(of: name, at: id?.place ?? row.place, first, pointer))
                continue
            }
            rows[name] = id.place
            let place = pointer.appending(name)
            places[place] = id.place
            let cells = RuleTableCells(row, columns, at: place)
            section.append(.object(cells.object), under: name)
            mistakes += cells.mistakes
            places.merge(cells.places) { first, _ in first }
        }
        root = .object([kind.rawValue: .object(section)])
        self.mistakes = mistakes
    }

    /// Returns the mistake of a row without an id, or with one that an earlier row has.
    private static func mistake(
        of name: String, at place: TextPlace, _ first: TextPlace?, _ pointer: JSONPointer
    ) -> RuleTableMistake {
        guard let first else {
            return RuleTableMistake(
                place: place,
                diagnostic: DraftDiagnostic(
                    "key.missing", at: pointer, "a row without an \"id\"",
                    accepted: "it is required"))
        }
        return RuleTableMistake(
            place: place,
            diagnostic: DraftDiagnostic(
                "name.twice", at: pointer.appending(name), "\"\(name.prefix(80))\" a second time",
                accepted: "the first is at line \(first.line), column \(first.column)"))
    }

    /// Returns the place of a part of the section: that of its cell, else of its row's id.
    func place(of pointer: JSONPointer) -> TextPlace {
        var tokens = pointer.tokens
        while !tokens.isEmpty {
            if let place = places[JSONPointer(tokens)] { return place }
            tokens.removeLast()
        }
        return TextPlace(line: 1, column: 1)
    }

    /// Returns a mistake of the text as one of a rule document.
    static func diagnostic(of error: CSVError) -> DraftDiagnostic {
        DraftDiagnostic("csv.form", at: JSONPointer(), error.description)
    }
}
