import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct FolderTreeTests {
    private let home: TestFolder
    private let rules: String

    init() throws {
        home = try TestFolder().with("rules/units", "rules/..2026_11")
        rules = home.path + "/rules"
    }

    private func read(_ folder: String? = nil) -> [FolderTree.File] {
        FolderTree.read(folder ?? rules) { $0.hasSuffix(".json") || $0.hasSuffix(".ics") }
    }

    @Test func `wanted files come in byte order of their paths, others not at all`() throws {
        for name in [
            "b.json", "a.json", "B.json", "units/z.ics", "units.json", ".hidden.json", "a.json~",
            "notes.md",
        ] { try home.write("{}", to: "rules/" + name) }
        let documents = read(rules + "/")
        #expect(
            documents.map { $0.path.dropFirst(home.path.count + 1) } == [
                "rules/B.json", "rules/a.json", "rules/b.json", "rules/units.json",
                "rules/units/z.ics",
            ])
        #expect(try documents.allSatisfy { try $0.content.get() == Array("{}".utf8) })
    }

    @Test func `a file above the limit is refused with the limit`() throws {
        try home.write("{}", to: "rules/a.json")
        #expect(truncate(rules + "/a.json", FolderTree.bytesMax) == 0)
        #expect(try read().first?.content.get().count == 16_000_000)
        #expect(truncate(rules + "/a.json", FolderTree.bytesMax + 1) == 0)
        guard case .failure(let error) = read().first?.content else {
            throw TestFailure("it was read")
        }
        #expect(
            error.description
                == rules + "/a.json: cannot read more than 16000000 bytes: File too large")
    }

    @Test func `a folder made of links, as Kubernetes mounts it, is read once`() throws {
        try home.write("{}", to: "rules/..2026_11/units.json")
        #expect(symlink("..2026_11", rules + "/..data") == 0)
        #expect(symlink("..data/units.json", rules + "/units.json") == 0)
        #expect(read().map(\.path) == [rules + "/units.json"])
    }

    @Test func `what cannot be read is a value beside the others`() throws {
        try home.write("{}", to: "rules/a.json")
        let large = String(repeating: " ", count: FolderTree.bytesMax + 1)
        try home.write(large, to: "rules/large.json")
        #expect(symlink("nowhere", rules + "/lost.json") == 0)
        #expect(symlink("..", rules + "/units/loop") == 0)
        let documents = read()
        let failures = documents.compactMap { document -> Int32? in
            guard case .failure(let error) = document.content else { return nil }
            return error.code
        }
        #expect(Set(failures) == [EFBIG, ENOENT])
        #expect(documents.first?.path == rules + "/a.json")

        #expect(read(rules + "/nothing").map(\.path) == [rules + "/nothing"])
    }

    @Test func `the folders to watch are the one named and those in it`() {
        #expect(FolderTree.folders(of: rules) == [rules, rules + "/units"])
    }
}
