import Foundation

/// The source files of this package as texts, for rules that no compiler checks.
struct SourceTree {
    struct File {
        /// From the top of the package: `Sources/Cases/Case.swift`.
        let path: String
        let text: String

        var module: String { String(path.split(separator: "/")[1]) }
        var name: String { String(path.split(separator: "/").last ?? "") }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// The text without comments and the insides of string literals.
        var code: String { Self.bare(text) }

        static func bare(_ text: String) -> String {
            var result = ""
            var isInBlock = false
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.contains("\"\"\"") {
                    isInBlock.toggle()
                    result += "\n"
                    continue
                }
                result += isInBlock ? "\n" : bareLine(line) + "\n"
            }
            return result
        }

        private static func bareLine(_ line: Substring) -> String {
            var result = ""
            var isInString = false
            var previous: Character = " "
            for character in line {
                if character == "\"" && previous != "\\" {
                    isInString.toggle()
                } else if !isInString {
                    if character == "/" && previous == "/" { return String(result.dropLast()) }
                    result.append(character)
                }
                previous = character
            }
            return result
        }
    }

    let files: [File]

    /// Reads every Swift file below a folder of the package.
    init(_ folder: String) throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let walker = FileManager.default.enumerator(atPath: top.path + "/" + folder)
        var files: [File] = []
        for case let path as String in walker ?? FileManager.DirectoryEnumerator() {
            guard path.hasSuffix(".swift") else { continue }
            let text = try String(
                contentsOf: top.appending(path: folder + "/" + path), encoding: .utf8)
            files.append(File(path: folder + "/" + path, text: text))
        }
        self.files = files.sorted { $0.path < $1.path }
    }

    init(files: [File]) {
        self.files = files
    }

    var modules: [String: [File]] { Dictionary(grouping: files, by: \.module) }
}
