import Testing

@Suite struct ImportTests {
    /// What each target may import, besides the standard library; the ranks of the design.
    static let allowed: [String: Set<String>] = [
        "Calendars": [],
        "Rules": ["Calendars", "CCrypto"],
        "Cases": ["Calendars", "Rules"],
        "Intake": ["Calendars", "Rules", "Cases", "Foundation", "Glibc", "Logging"],
        "Storage": ["Calendars", "Rules", "Cases"],
        "SQLiteStore": [
            "Calendars", "Rules", "Cases", "Storage", "GRDB", "GRDBSQLite", "Foundation", "Glibc",
        ],
        "Transports": [
            "Calendars", "Rules", "Cases", "CCurl", "Foundation", "FoundationEssentials",
            "Dispatch", "Glibc",
        ],
        "Texts": ["Calendars", "Rules", "Cases", "Mustache"],
        "Engine": [
            "Calendars", "Rules", "Cases", "Intake", "Storage", "SQLiteStore", "Transports",
            "Texts", "Foundation", "Glibc", "Logging", "ServiceLifecycle", "UnixSignals",
        ],
        "duebell": [
            "Calendars", "Rules", "Cases", "Intake", "Storage", "SQLiteStore", "Transports",
            "Texts", "Engine", "Foundation", "Glibc", "Logging", "ArgumentParser", "ServiceLifecycle", "NIOCore",
            "NIOPosix", "NIOHTTP1",
        ],
    ]

    @Test func `a target imports only what its rank may`() throws {
        var strays: [String] = []
        for file in try SourceTree("Sources").files {
            let permitted = Self.allowed[file.module] ?? []
            strays += Self.imports(of: file).filter { !permitted.contains($0) }
                .map { "\(file.path) imports \($0)" }
        }
        #expect(strays == [])
    }

    @Test func `each door to a C library is opened by one target only`() throws {
        var users: [String: Set<String>] = [:]
        for file in try SourceTree("Sources").files {
            for name in Self.imports(of: file) where ["CCurl", "CCrypto"].contains(name) {
                users[name, default: []].insert(file.module)
            }
        }
        #expect(users == ["CCurl": ["Transports"], "CCrypto": ["Rules"]])
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
