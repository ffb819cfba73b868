import Calendars
import Cases
import Foundation
import Rules
import Testing

/// The rules and the tests in a folder of this checkout.
struct RuleFolder {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The folders whose tests must satisfy every property of rules.
    static let all = ["rules", "Tests/Examples/language", "Tests/Examples/network"]

    let documents: [RuleDocument]
    let tests: [RuleDocument]

    init(_ folder: String) throws {
        let place = Self.root.appending(path: folder)
        let walker = try #require(FileManager.default.enumerator(atPath: place.path))
        var documents: [RuleDocument] = []
        for case let name as String in walker
        where name.hasSuffix(".json") || RulebookReader.isRuleDocument(path: name)
            || RulebookReader.isAttachment(path: name)
        {
            let bytes = Array(try Data(contentsOf: place.appending(path: name)))
            documents.append(RuleDocument(path: "\(folder)/\(name)", name: name, bytes: bytes))
        }
        self.documents = documents.filter {
            RulebookReader.isRuleDocument(path: $0.name)
                || RulebookReader.isAttachment(path: $0.name)
        }
        tests = documents.filter { $0.name.hasSuffix(".test.json") }
    }

    /// Returns every test of every file.
    func ruleTests() throws -> [RuleTest] {
        try tests.flatMap { file in
            do throws(RuleTestReader.Errors) {
                return try RuleTestReader.read(file, beside: documents, zones: Self.zone)
            } catch {
                throw TestProblem(description: error.lines.joined(separator: "\n"))
            }
        }
    }

    /// Returns a zone from Foundation; only zones in the shipped rules are requested.
    static func zone(_ name: String) -> Zone? {
        let path = "/usr/share/zoneinfo/\(name)"
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return Zone(name: name, tzif: Array(data))
    }
}

struct TestProblem: Error, CustomStringConvertible {
    let description: String
}
