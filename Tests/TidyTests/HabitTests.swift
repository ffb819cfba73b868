import Testing

@Suite struct HabitTests {
    /// The banned words, each with the files that may use it.
    static let bans: [(word: String, home: [String])] = [
        ("Date()", []),
        // The first reads wall time, the second the time to wait for a remote side.
        (
            "clock_gettime",
            ["Sources/Engine/Timekeeper.swift", "Sources/Transports/Monotonic.swift"]
        ),
        ("Task.sleep", []),
        ("ContinuousClock", ["Sources/Engine/Timekeeper.swift"]),
        ("usleep", []),
        ("fatalError", []),
        ("try!", []),
        ("Task.detached", []),
        ("@_exported", []),
        ("print(", ["Sources/duebell/"]),
    ]

    @Test(arguments: bans.map(\.word))
    func `what does not belong somewhere is not there`(word: String) throws {
        let home = Self.bans.first { $0.word == word }?.home ?? []
        let strays = try SourceTree.sources.get().files.filter { file in
            Self.mentions(file.code, word) && !home.contains { file.path.hasPrefix($0) }
        }.map(\.path)
        #expect(strays == [])
    }

    /// Returns true if the code contains a word on its own: `print(` is not in `blueprint(` or
    /// `.print(`.
    static func mentions(_ code: String, _ word: String) -> Bool {
        code.ranges(of: word).contains { range in
            guard range.lowerBound > code.startIndex else { return true }
            let before = code[code.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_" || before == ".")
        }
    }

    @Test func `a word inside another or in a comment is no mention`() {
        #expect(Self.mentions("  print(1)", "print("))
        #expect(!Self.mentions("blueprint(1)", "print("))
        #expect(!SwiftText("// print(1)\n\"print(2)\"").code.contains("print("))
    }

    @Test func `the core reads no clock and touches no world`() throws {
        let core = try SourceTree.sources.get().files.filter {
            House.pure.contains($0.module)
        }
        #expect(core.count > 20)
        let worldly = core.filter { file in
            ["Foundation", "Glibc", "Dispatch"].contains { file.code.contains("import \($0)") }
                || file.code.contains("async ")
        }
        #expect(worldly.map(\.path) == [])
    }

    @Test func `every test function is a test`() throws {
        var idle: [String] = []
        for file in try SourceTree.tests.get().files {
            let lines = file.lines
            for (number, line) in lines.enumerated() where line.contains("func `") {
                // Back to the end of the preceding declaration.
                let above = lines[..<number].reversed().prefix {
                    $0 != "    }" && !$0.contains("@Suite") && !$0.contains("@Test")
                }
                let mark = number - above.count - 1
                let isTest = line.contains("@Test") || (mark >= 0 && lines[mark].contains("@Test"))
                if !isTest { idle.append("\(file.path):\(number + 1)") }
            }
            if file.code.contains("func test") { idle.append("\(file.path): func test…") }
        }
        #expect(idle == [])
    }

    @Test func `every line ends before its hundred and first column`() throws {
        let files = try SourceTree.sources.get().files + SourceTree.tests.get().files
        let long = files.flatMap { file in
            file.lines.enumerated().filter { $0.element.count > 100 && !Self.isText($0.element) }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(long == [])
    }

    /// Returns true for a line that is one string and must stay whole, such as a golden value.
    static func isText(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " }
        return text.hasPrefix("\"") || text.hasPrefix("{\"")
    }

    @Test func `what crosses targets says what it is for`() throws {
        var silent: [String] = []
        for file in try SourceTree.sources.get().files {
            let lines = file.lines
            for (number, line) in lines.enumerated() where number > 0 {
                let code = line.drop { $0 == " " }
                guard
                    [
                        "package struct", "package enum", "package protocol", "package final class",
                        "package actor",
                    ].contains(where: code.hasPrefix)
                else { continue }
                let isNested = line.first == " "
                var above = number - 1
                while above > 0, lines[above].drop(while: { $0 == " " }).hasPrefix("@") {
                    above -= 1
                }
                let documented = lines[above].drop { $0 == " " }.hasPrefix("///")
                if !documented, !isNested { silent.append("\(file.path):\(number + 1)") }
            }
        }
        #expect(silent == [])
    }

    @Test func `the tree speaks of no machine it was written on`() throws {
        let files = try SourceTree.sources.get().files + SourceTree.tests.get().files
        let marks = ["/wo" + "rk/", "/opt/swift-" + "packages"]
        let strays = files.filter { file in marks.contains { file.text.contains($0) } }
        #expect(strays.map(\.path) == [])
    }
}
