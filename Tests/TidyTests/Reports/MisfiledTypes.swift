/// The types that several other files use and that sit in a file of another name.
struct MisfiledTypes {
    /// `Sources/Cases/Case.swift: CasePhase`
    let types: [String]

    init(_ index: CodeIndex, usedBy limit: Int = 3) {
        var users: [Int: Set<String>] = [:]
        for file in index.files where !file.isTest {
            for occurrence in file.occurrences where occurrence.roles.contains(.reference) {
                users[occurrence.symbol, default: []].insert(file.path)
            }
        }
        var types: [String] = []
        for file in index.files where !file.isTest {
            for occurrence in file.occurrences where occurrence.roles.contains(.definition) {
                let symbol = index.symbols[occurrence.symbol]
                guard symbol.kind.isType, !symbol.isGenericParameter,
                    (users[occurrence.symbol] ?? []).subtracting([file.path]).count >= limit
                else { continue }
                // A nested type may lie with the one around it, wherever that is.
                if let owner = index.owner(of: occurrence.symbol),
                    index.homes[owner] == file.path
                {
                    continue
                }
                let name = index.qualifiedName(of: occurrence.symbol)
                if !Self.isHome(file.name, of: name) { types.append("\(file.path): \(name)") }
            }
        }
        self.types = types.sorted()
    }

    /// Compares the name of a file with that of a type and the types around it: `Case.swift` and
    /// `Case+Coding.swift` are homes of `Case` and of `Case.Subject`.
    static func isHome(_ file: String, of type: String) -> Bool {
        let stem = file.split(whereSeparator: { $0 == "+" || $0 == "." }).first ?? ""
        return type.split(separator: ".").contains(stem)
    }
}
