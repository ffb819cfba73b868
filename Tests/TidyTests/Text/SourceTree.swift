import Foundation

/// The source files of this package as texts, for rules no compiler checks.
struct SourceTree: Sendable {
    struct File: Sendable {
        /// The path from the top of the package: `Sources/Cases/Case.swift`.
        let path: String
        let text: String
        /// The text without comments and the insides of string literals.
        let code: String
        /// The text without comments.
        let uncommented: String

        init(path: String, text: String) {
            self.path = path
            self.text = text
            let bare = SwiftText(text)
            code = bare.code
            uncommented = bare.uncommented
        }

        var module: String { String(path.split(separator: "/")[1]) }
        var name: String { String(path.split(separator: "/").last ?? "") }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// The top folder of the package.
    static let top = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static let sources = Result { try SourceTree("Sources") }
    static let tests = Result { try SourceTree("Tests") }

    let files: [File]

    /// Reads every Swift file below a folder of the package.
    init(_ folder: String, below top: String = Self.top) throws {
        files = try FileManager.default.subpathsOfDirectory(atPath: top + "/" + folder)
            .filter { $0.hasSuffix(".swift") }.sorted()
            .map { folder + "/" + $0 }
            .map { path in
                let text = try String(contentsOf: URL(filePath: top + "/" + path), encoding: .utf8)
                return File(path: path, text: text)
            }
    }

    init(files: [File]) {
        self.files = files
    }

    func file(_ path: String) -> File? {
        files.first { $0.path == path }
    }
}
