import Foundation
import TestSupport

/// A small package with deliberate flaws, compiled and indexed to test the checks.
enum Sample {
    /// The index, built once for all tests.
    static let index = Result { try read() }
    static let sources = Result { try SourceTree("Sources", below: folder.get().path) }

    private static let folder = Result { try make() }

    private static func make() throws -> TestFolder {
        let folder = try TestFolder().with("Sources/Sample", "Tests/SampleTests")
        for (path, text) in files { try folder.write(text, to: path) }
        return folder
    }

    private static func read() throws -> CodeIndex {
        // Units name their files by real paths.
        let top = URL(filePath: try folder.get().path).resolvingSymlinksInPath().path
        try Toolchain.run(
            [
                "swiftc", "-emit-module", "-parse-as-library", "-module-name", "Sample",
                "-index-store-path", top + "/store", "-index-ignore-system-modules",
                "-o", top + "/Sample.swiftmodule",
            ] + files.keys.sorted().map { top + "/" + $0 })
        return try TreeIndex.read(from: top + "/store", below: top)
    }

    static let files = [
        // A cycle: one calls a member of the other, which names a nested type of the first.
        "Sources/Sample/Left.swift": """
        struct Left {
            struct Inner {}
            func go() -> Inner { inner() }
        }
        """,
        "Sources/Sample/Left+Right.swift": """
        extension Left { func inner() -> Inner { Inner() } }
        """,
        "Sources/Sample/Below.swift": "func below() -> Left.Inner { Left().go() }",
        // Dead declarations, and some that only appear to be dead.
        "Sources/Sample/Dead.swift": """
        enum Dead {
            static func lonely() { lonely() }
            static func tried() {}
            static func used() -> String { Shown().description + Kind.a.rawValue }
        }
        struct Shown: CustomStringConvertible {
            var description: String { "shown" }
            let forgotten = 1
        }
        enum Kind: String { case a, b }
        protocol Speaking {
            func speak()
            func hush()
        }
        struct Speaker: Speaking {
            func speak() {}
            func hush() {}
        }
        func talk() { Speaker().speak() }
        @main struct Start { static func main() {} }
        func end() { below(); talk(); _ = Dead.used(); third() }
        """,
        "Tests/SampleTests/DeadTests.swift": "func tries() { Dead.tried() }",
        // A function of 51 lines, and one of 50.
        "Sources/Sample/Long.swift": long("long", 51) + long("short", 50),
        // A type that three files use, and one that two do.
        "Sources/Sample/Types.swift": """
        struct Stray {}
        struct Local {}
        """,
        "Sources/Sample/First.swift": "func first(_ s: Stray, _ l: Local) { long(); short() }",
        "Sources/Sample/Second.swift": "func second(_ s: Stray, _ l: Local) { first(s, l) }",
        "Sources/Sample/Third.swift": "func third() { second(Stray(), .init()); end() }",
    ]

    private static func long(_ name: String, _ lines: Int) -> String {
        "func \(name)() {\n" + String(repeating: "    _ = \"}\"\n", count: lines - 2) + "}\n"
    }
}
