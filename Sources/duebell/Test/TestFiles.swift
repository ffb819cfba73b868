import Cases
import Files
import Foundation
import Rules

/// The test files beside the rules.
enum TestFiles {
    /// Returns every `*.test.json` below a folder, in order of path.
    static func read(in folder: String) throws(Failure) -> [RuleDocument] {
        guard let walker = FileManager.default.enumerator(atPath: folder) else {
            throw Failure(.noInput, "\(folder): cannot be read")
        }
        var names: [String] = []
        for case let name as String in walker where name.hasSuffix(".test.json") {
            let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
            if !isHidden { names.append(name) }
        }
        var documents: [RuleDocument] = []
        for name in names.sorted() {
            let path = folder + "/" + name
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Failure(.noInput, "\(path): cannot be read")
            }
            documents.append(RuleDocument(path: path, name: name, bytes: Array(data)))
        }
        return documents
    }

    /// Returns the tests of one file; reports each fault with its place.
    static func tests(
        of document: RuleDocument, beside documents: [RuleDocument]
    ) throws(Failure) -> [RuleTest] {
        do throws(RuleTestReader.Errors) {
            return try RuleTestReader.read(
                document, beside: documents, zones: ZoneFiles.system.zone(named:))
        } catch {
            throw Failure(.data, error.lines.joined(separator: "\n"))
        }
    }
}
