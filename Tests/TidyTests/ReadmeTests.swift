import Foundation
import Testing

@Suite struct ReadmeTests {
    @Test func `each promise names tests that exist`() throws {
        let tests = try SourceTree.tests.get().files
        let known = Set(tests.map { String($0.name.dropLast(".swift".count)) })
            .union(tests.map(\.module))
            .union(tests.flatMap { Self.suites(in: $0.text) })
        let named = try Self.promises().flatMap { Self.quoted($0) }
        #expect(named.count >= 10)
        #expect(named.filter { !known.contains($0) } == [])
    }

    @Test func `each promise names code that exists`() throws {
        let places = try Self.promises { $0.dropLast().last }.flatMap(Self.quoted)
        #expect(places.count >= 10)
        let roots = [SourceTree.top + "/Sources/", SourceTree.top + "/"]
        let stray = places.filter { place in
            !roots.contains { FileManager.default.fileExists(atPath: $0 + place) }
        }
        #expect(stray == [])
    }

    /// Returns a column of the table of promises, row by row; the last unless told otherwise.
    static func promises(
        _ column: ([Substring]) -> Substring? = { $0.last }
    ) throws -> [String] {
        let path = SourceTree.top + "/README.md"
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        return text.split(separator: "## What it promises").last?
            .split(separator: "\n## ").first?
            .split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
            .compactMap { column($0.split(separator: "|").filter { $0 != " " }).map(String.init) }
            ?? []
    }

    static func quoted(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    static func suites(in text: String) -> [String] {
        text.split(separator: "@Suite struct ").dropFirst().compactMap { rest in
            rest.split(whereSeparator: { !($0.isLetter || $0.isNumber) }).first.map(String.init)
        }
    }

    @Test func `what is between back ticks is found`() {
        #expect(Self.quoted(" `A`, `B`: c ") == ["A", "B"])
        #expect(Self.suites(in: "@Suite struct X {") == [])
        #expect(Self.suites(in: "\n@Suite struct X {") == ["X"])
    }
}
