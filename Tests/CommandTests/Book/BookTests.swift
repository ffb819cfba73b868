import Foundation
import TestSupport
import Testing

/// The code blocks of the book and the README, run as they stand.
///
/// `BOOK=write swift test --filter BookTests` replaces the outputs they show by the current ones.
@Suite(.serialized) struct BookTests {
    private static let isWriting = ProcessInfo.processInfo.environment["BOOK"] == "write"

    @Test(arguments: BookPage.all.filter { !$0.blocks.isEmpty })
    func `every code block runs, or is marked`(page: BookPage) async throws {
        let runner = try await BookRunner(page)
        try await runner.run()
        guard Self.isWriting, !runner.outputs.isEmpty else { return }
        var lines = page.text.components(separatedBy: "\n")
        for output in runner.outputs.reversed() {
            lines.replaceSubrange(output.lines, with: output.text.components(separatedBy: "\n"))
        }
        try lines.joined(separator: "\n").write(
            toFile: BookPage.top + "/" + page.path, atomically: true, encoding: .utf8)
    }

    @Test func `all documents are in one catalogue`() throws {
        #expect(BookPage.all.count > 60)
        let sources = BookPage.top + "/Sources"
        let names = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String }
        let documents = (names ?? []).filter { $0.hasSuffix(".md") }
        #expect(documents.filter { !$0.hasPrefix("duebell/duebell.docc/") } == [])
    }

    @Test func `what the README names in the repository exists`() throws {
        let page = try #require(BookPage.all.first { $0.path == "README.md" })
        let spans = page.text.split(whereSeparator: { "`()".contains($0) }).map(String.init)
        let paths = spans.filter { path in
            ["Sources/", "Tests/", "rules/", ".ci/"].contains { path.hasPrefix($0) }
                && !path.contains(" ") && !path.contains("*")
        }
        #expect(paths.count > 5)
        let lost = paths.filter { path in
            let place = BookPage.top + "/" + path
            return !FileManager.default.fileExists(atPath: place)
        }
        #expect(lost == [])
    }

    @Test func `the page of commands names every command and every option`() async throws {
        let page = try #require(BookPage.all.first { $0.path.hasSuffix("/Commands.md") })
        let office = try Office()
        let common: Set<String> = [
            "--rules", "--inbox", "--state", "--store", "--store-password", "--store-listen",
            "--format", "--version", "--help",
        ]
        let ofRecords: Set<String> = [
            "--by", "--at", "--in-future", "--id", "--anyway", "--dry-run", "--wait",
        ]
        let explained = page.text.split(separator: "\n")
        #expect(ofRecords.allSatisfy { name in explained.contains { $0.hasPrefix("| `\(name)`") } })
        for command in ManualTests.commands where !command.isEmpty && command != ["try"] {
            let name = command.joined(separator: " ")
            let row = page.text.split(separator: "\n").first { $0.hasPrefix("| `\(name)`") }
            #expect(row != nil, "\(name)")
            let help = try await Program.run(command + ["--help"], in: office.folder.path).output
            let options = help.matches(of: /--[a-z-]+/).map { String($0.output) }
            let shared = ofRecords.isSubset(of: options) ? common.union(ofRecords) : common
            let usage = Set(options).subtracting(shared).filter { help.contains("\n  \($0)") }
            let silent = usage.filter { row?.contains("`\($0)") != true }
            #expect(silent == [], "\(name)")
        }
    }

    /// Words of our own, for which the field has others. Those of decisions are a record.
    private static let unwanted = [
        "owes", "owed", "owing", "rings", "ring", "ladder", "ladders", "hush", "hand in hand",
    ]

    @Test(arguments: BookPage.all)
    func `a page is written in the words of the trade`(page: BookPage) {
        guard !page.path.contains("/Decisions/"), !page.path.hasSuffix("/Style.md") else { return }
        let words = Set(page.prose.lowercased().split { !$0.isLetter }.map(String.init))
        #expect(Self.unwanted.filter(words.contains) == [])
    }
}

@Suite struct BookPageTests {
    private static func page(_ text: String) -> BookPage { BookPage(path: "a.md", text: text) }

    @Test func `blocks are found with their markers`() {
        let page = Self.page(
            """
            # A
            <!-- file: rules/a.json -->
            ```json
            { "a": 1 }
            ```

            ```sh
            ls
            ```
            <!-- not run: it is long -->
            ```swift
            x
            y
            ```
            """)
        #expect(page.blocks.map(\.language) == ["json", "sh", "swift"])
        #expect(page.blocks.map(\.marker) == [.file("rules/a.json"), nil, .notRun])
        #expect(page.blocks.map(\.text) == ["{ \"a\": 1 }", "ls", "x\ny"])
        #expect(page.blocks.map(\.lines) == [3..<4, 7..<8, 11..<13])
    }

    @Test func `a marker needs what it is about`() {
        for marker in ["not run", "exit: x", "picture: of a cat", "anything"] {
            let line = "<!-- \(marker) -->"
            let page = Self.page("\(line)\n```text\nx\n```")
            #expect(page.blocks.first?.marker == .unknown(line))
        }
    }

    @Test func `prose is what is outside code`() {
        let page = Self.page("one `two` three\n```sh\nfour\n```\nfive")
        #expect(page.prose.split { !$0.isLetter } == ["one", "three", "five"])
    }

    @Test func `a page names its folder`() {
        #expect(Self.page("# A\n\n<!-- folder: founding -->\n").folder == .founding)
        #expect(Self.page("# A").folder == .empty)
    }
}
