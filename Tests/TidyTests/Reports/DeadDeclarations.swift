/// The declarations of the sources that no source uses.
struct DeadDeclarations: Sendable {
    /// The declarations used nowhere.
    let unused: [String]
    /// The declarations used only by tests.
    let testOnly: [String]

    init(_ index: CodeIndex, _ sources: SourceTree) {
        let facts = Facts(index, mains: Set(sources.files.compactMap { Self.main(in: $0.code) }))
        var (unused, testOnly): ([String], [String]) = ([], [])
        for (symbol, path) in facts.candidates where !facts.isUsedBySources(symbol) {
            let line = "\(path): \(index.qualifiedName(of: symbol))"
            if facts.isUsedByTests(symbol) { testOnly.append(line) } else { unused.append(line) }
        }
        self.unused = unused.sorted()
        self.testOnly = testOnly.sorted()
    }

    /// Returns the name of the type marked `@main` in a file; nil if there is none.
    private static func main(in code: String) -> String? {
        code.split(separator: "@main", maxSplits: 1, omittingEmptySubsequences: false)
            .dropFirst().first?.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            .drop { !["struct", "enum", "class", "actor"].contains($0) }.dropFirst().first
            .map(String.init)
    }

    /// The relations between symbols that decide whether one is dead.
    private struct Facts {
        /// The declarations that could be dead, with their files.
        var candidates: [(symbol: Int, path: String)] = []
        private let parents: [Int: Int]
        private let mains: Set<String>
        private var usedBySources: Set<Int> = []
        private var usedByTests: Set<Int> = []
        /// The requirements or overridden members each declaration implements.
        private var witnesses: [Int: [Int]] = [:]
        private var bases: [Int: Set<String>] = [:]

        init(_ index: CodeIndex, mains: Set<String>) {
            parents = index.parents
            self.mains = mains
            for file in index.files { collect(file, of: index) }
            candidates = candidates.filter { isCandidate($0.symbol, of: index) }
            // A requirement is used if one of its witnesses is.
            for (witness, requirements) in witnesses {
                if usedBySources.contains(witness) { usedBySources.formUnion(requirements) }
                if usedByTests.contains(witness) { usedByTests.formUnion(requirements) }
            }
        }

        func isUsedBySources(_ symbol: Int) -> Bool { usedBySources.contains(symbol) }
        func isUsedByTests(_ symbol: Int) -> Bool { usedByTests.contains(symbol) }

        private mutating func collect(_ file: CodeIndex.File, of index: CodeIndex) {
            for occurrence in file.occurrences {
                let symbol = index.symbols[occurrence.symbol]
                for relation in occurrence.relations where relation.roles.contains(.overrideOf) {
                    witnesses[occurrence.symbol, default: []].append(relation.symbol)
                }
                for relation in occurrence.relations where relation.roles.contains(.baseOf) {
                    bases[relation.symbol, default: []].insert(symbol.name)
                }
                if occurrence.roles.contains(.definition), !occurrence.roles.contains(.implicit),
                    !file.isTest, symbol.kind.isDeclaration, !symbol.isAccessor,
                    !symbol.isGenericParameter
                {
                    candidates.append((occurrence.symbol, file.path))
                }
                if isUse(occurrence) {
                    if file.isTest {
                        usedByTests.insert(occurrence.symbol)
                    } else {
                        usedBySources.insert(occurrence.symbol)
                    }
                }
            }
        }

        /// Returns true for a mention from outside the symbol that is not an extension of it.
        private func isUse(_ occurrence: CodeIndex.Occurrence) -> Bool {
            guard occurrence.roles.contains(.reference) else { return false }
            return !occurrence.relations.contains { relation in
                relation.roles.contains(.extendedBy)
                    || relation.roles.intersection([.calledBy, .containedBy]) != []
                        && isInside(relation.symbol, occurrence.symbol)
            }
        }

        private func isInside(_ inner: Int, _ outer: Int) -> Bool {
            var next: Int? = inner
            while let symbol = next {
                if symbol == outer { return true }
                next = parents[symbol]
            }
            return false
        }

        private func isCandidate(_ symbol: Int, of index: CodeIndex) -> Bool {
            let name = index.symbols[symbol].name
            guard witnesses[symbol] == nil, name != "main()", !mains.contains(name) else {
                return false
            }
            guard let parent = parents[symbol] else { return true }
            let owner = index.symbols[parent]
            let isListed =
                index.symbols[symbol].kind == .enumCase
                && !(bases[parent] ?? []).isDisjoint(with: Self.listing)
            return owner.name != "CodingKeys" && !isListed
        }

        /// The bases of enums whose cases exist without being named.
        private static let listing: Set<String> = ["CaseIterable", "String", "Int", "CodingKey"]
    }
}
