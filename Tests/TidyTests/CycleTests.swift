import Testing

@Suite struct CycleTests {
    @Test func `no files of a module mention each other in a circle`() throws {
        var circles: [String] = []
        for (module, files) in try SourceTree("Sources").modules {
            circles += Self.circles(in: files).map { "\(module): \($0.joined(separator: " → "))" }
        }
        #expect(circles.sorted() == [])
    }

    @Test func `a circle of three files is found`() {
        let files = [
            SourceTree.File(path: "Sources/X/A.swift", text: "struct Alpha { let b: Beta }\n"),
            SourceTree.File(path: "Sources/X/B.swift", text: "struct Beta { let c: [Gamma] }\n"),
            SourceTree.File(path: "Sources/X/C.swift", text: "enum Gamma { case a(Alpha) }\n"),
            SourceTree.File(path: "Sources/X/D.swift", text: "struct Delta { let a: Alpha }\n"),
        ]
        #expect(Self.circles(in: files) == [["A.swift", "B.swift", "C.swift"]])
    }

    /// Groups of files that reach each other by the top-level types they name.
    static func circles(in files: [SourceTree.File]) -> [[String]] {
        var home: [String: String] = [:]
        for file in files { for type in types(in: file) { home[type] = file.name } }
        var arrows: [String: Set<String>] = [:]
        for file in files {
            let named = Set(words(in: file.code).compactMap { home[$0] })
            arrows[file.name] = named.subtracting([file.name])
        }
        let reach = arrows.mapValues { closure(of: $0, arrows) }
        var circles: Set<[String]> = []
        for (name, reached) in reach where reached.contains(name) {
            circles.insert(reached.filter { reach[$0]?.contains(name) ?? false }.sorted())
        }
        return circles.sorted { $0[0] < $1[0] }
    }

    private static func closure(of start: Set<String>, _ arrows: [String: Set<String>]) -> Set<
        String
    > {
        var reached = start
        var open = Array(start)
        while let next = open.popLast() {
            for name in arrows[next] ?? [] where reached.insert(name).inserted { open.append(name) }
        }
        return reached
    }

    /// The types a file declares at its outermost level, extensions not counted.
    private static func types(in file: SourceTree.File) -> [String] {
        file.code.split(separator: "\n").compactMap { line in
            guard line.first?.isLetter ?? false else { return nil }
            let words = line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
            guard
                let place = words.firstIndex(where: {
                    ["struct", "enum", "class", "actor", "protocol", "typealias"].contains($0)
                }), place + 1 < words.count, !words[..<place].contains("extension")
            else { return nil }
            return String(words[place + 1])
        }
    }

    private static func words(in code: String) -> Set<String> {
        Set(
            code.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
                .map(String.init))
    }
}
