/// The graph of the source files of each module.
///
/// An arrow leads from a file to each file of the same module that defines a symbol it mentions.
struct FileGraph {
    /// The symbol names on each arrow, by the paths of its start and end.
    let arrows: [String: [String: Set<String>]]

    init(_ index: CodeIndex) {
        var arrows: [String: [String: Set<String>]] = [:]
        for file in index.files where !file.isTest {
            arrows[file.path] = [:]
            for occurrence in file.occurrences where occurrence.roles.contains(.reference) {
                let symbol = index.symbols[occurrence.symbol]
                guard !symbol.isAccessor, let home = index.homes[occurrence.symbol],
                    home != file.path,
                    CodeIndex.module(of: home) == file.module
                else { continue }
                arrows[file.path]?[home, default: []].insert(symbol.name)
            }
        }
        self.arrows = arrows
    }

    var arrowsPerFile: Double {
        Double(arrows.values.map(\.count).reduce(0, +)) / Double(max(arrows.count, 1))
    }

    /// A cycle of files that reach each other; the largest comes first.
    struct Knot: Equatable {
        let files: [String]
        /// The arrows within the cycle, one per line: `A.swift → B.swift: name, name`.
        let arrows: [String]
    }

    var knots: [Knot] {
        var walk = Walk(arrows: arrows.mapValues { $0.keys.sorted() })
        return walk.components().filter { $0.count > 1 }.map { knot(of: $0.sorted()) }
            .sorted { ($1.files.count, $0.files[0]) < ($0.files.count, $1.files[0]) }
    }

    private func knot(of files: [String]) -> Knot {
        let lines = files.flatMap { file in
            (arrows[file] ?? [:]).filter { files.contains($0.key) }.sorted { $0.key < $1.key }
                .map { "\(file) → \($0.key): \($0.value.sorted().joined(separator: ", "))" }
        }
        return Knot(files: files, arrows: lines)
    }

    /// Tarjan's algorithm for strongly connected components.
    private struct Walk {
        let arrows: [String: [String]]
        private var numbers: [String: Int] = [:]
        private var lowest: [String: Int] = [:]
        private var path: [String] = []
        private var isOnPath: Set<String> = []
        private var found: [[String]] = []

        init(arrows: [String: [String]]) {
            self.arrows = arrows
        }

        mutating func components() -> [[String]] {
            for file in arrows.keys.sorted() where numbers[file] == nil { visit(file) }
            return found
        }

        private mutating func visit(_ file: String) {
            let number = numbers.count
            numbers[file] = number
            var low = number
            path.append(file)
            isOnPath.insert(file)
            for next in arrows[file] ?? [] {
                if numbers[next] == nil {
                    visit(next)
                    low = min(low, lowest[next] ?? low)
                } else if isOnPath.contains(next) {
                    low = min(low, numbers[next] ?? low)
                }
            }
            lowest[file] = low
            guard low == number, let start = path.lastIndex(of: file) else { return }
            found.append(Array(path[start...]))
            isOnPath.subtract(path[start...])
            path.removeSubrange(start...)
        }
    }
}
