/// The types used by several other files but defined in a file of another name.
struct MisfiledTypes {
    /// The file and name of each type: `Sources/Cases/Case.swift: CasePhase`.
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
                // A nested type may be in the file of its enclosing type.
                if let owner = index.owner(of: occurrence.symbol),
                    index.homes[owner] == file.path
                {
                    continue
                }
                let name = index.qualifiedName(of: occurrence.symbol)
                if Self.recursive.contains(name) { continue }
                if !Self.isHome(file.name, of: name) { types.append("\(file.path): \(name)") }
            }
        }
        self.types = types.sorted()
    }

    /// The types that share a file with a type which they contain and which contains them: in two
    /// files, they would form a cycle of files.
    private static let recursive: Set = ["JSONObject"]

    /// Returns true if a file is named after a type or one of its enclosing types.
    ///
    /// `Case.swift` and `Case+Coding.swift` are homes of `Case` and of `Case.Subject`.
    static func isHome(_ file: String, of type: String) -> Bool {
        let stem = file.split(whereSeparator: { $0 == "+" || $0 == "." }).first ?? ""
        return type.split(separator: ".").contains(stem)
    }
}
