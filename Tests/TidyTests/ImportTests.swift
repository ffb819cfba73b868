import Testing

@Suite struct ImportTests {
    @Test func `a target imports only its dependencies and what its rank may`() throws {
        let dependencies = try Manifest.shared.get().dependencies
        var strays: [String] = []
        for file in try SourceTree.sources.get().files {
            let permitted = (dependencies[file.module] ?? [])
                .union(House.target(file.module)?.system ?? [])
            strays += Self.imports(of: file).filter { !permitted.contains($0) }
                .map { "\(file.path) imports \($0)" }
        }
        #expect(strays == [])
    }

    @Test func `a target depends only on what has a lower rank`() throws {
        var climbs: [String] = []
        for (name, dependencies) in try Manifest.shared.get().dependencies {
            guard let target = House.target(name) else { continue }
            climbs += dependencies.compactMap(House.target)
                .filter { $0.rank >= target.rank && !target.beside.contains($0.name) }
                .map { "\(name) depends on \($0.name)" }
        }
        #expect(climbs.sorted() == [])
    }

    @Test func `every target with Swift sources has a rank`() throws {
        let modules = try Set(SourceTree.sources.get().files.map(\.module))
        #expect(modules.count > 7)
        #expect(modules.filter { House.target($0) == nil } == [])
    }

    @Test func `each door to a library is opened by one target only`() throws {
        var users: [String: Set<String>] = [:]
        for (name, dependencies) in try Manifest.shared.get().dependencies {
            for door in dependencies where House.target(door) == nil {
                users[door, default: []].insert(name)
            }
        }
        #expect(users.count > 4)
        let shared = users.filter { $0.value.count > 1 && !House.shared.contains($0.key) }
        #expect(shared == [:])
    }

    static func imports(of file: SourceTree.File) -> [String] {
        file.code.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({
                    ["package", "internal", "private", "public", "@preconcurrency", "@testable"]
                        .contains($0)
                })
            else { return nil }
            return words.last.map { String($0.split(separator: ".")[0]) }
        }
    }

    @Test func `the reader of imports sees every way to write one`() {
        let file = SourceTree.File(
            path: "Sources/X/Y.swift",
            text:
                "import A\npackage import B\n// import C\nlet x = \"import D\"\nimport struct E.F\n"
        )
        #expect(Self.imports(of: file) == ["A", "B", "E"])
    }
}
