import Foundation
import Glibc
import Intake
import Testing

@Suite struct RuleFilesTests {
    private let home: Folder

    init() throws {
        home = try Folder()
        for name in ["rules", "rules/units", "rules/..2026_11"] {
            try FileManager.default.createDirectory(
                atPath: home.file(name), withIntermediateDirectories: false)
        }
    }

    @Test func `documents come in byte order of their paths, others not at all`() throws {
        for name in [
            "b.json", "a.json", "B.json", "units/z.json", "units.json", ".hidden.json", "a.json~",
            "rule.schema.json", "rule.test.json", "notes.md",
        ] { try home.write("{}", to: "rules/" + name) }
        let documents = RuleFiles.read(home.file("rules") + "/")
        #expect(
            documents.map { $0.path.dropFirst(home.path.count + 1) } == [
                "rules/B.json", "rules/a.json", "rules/b.json", "rules/units.json",
                "rules/units/z.json",
            ])
        #expect(try documents.allSatisfy { try $0.content.get() == Array("{}".utf8) })
    }

    @Test func `what calendars can import is handed over too`() throws {
        for name in ["a.json", "days.ics", "units/extra.txt", ".secret.txt", "days.ics~"] {
            try home.write("", to: "rules/" + name)
        }
        #expect(
            RuleFiles.read(home.file("rules")).map(\.name) == [
                "a.json", "days.ics", "units/extra.txt",
            ])
    }

    @Test func `a folder made of links, as Kubernetes mounts it, is read once`() throws {
        try home.write("{}", to: "rules/..2026_11/units.json")
        #expect(symlink("..2026_11", home.file("rules/..data")) == 0)
        #expect(symlink("..data/units.json", home.file("rules/units.json")) == 0)
        #expect(RuleFiles.read(home.file("rules")).map(\.path) == [home.file("rules/units.json")])
    }

    @Test func `what cannot be read is a value beside the others`() throws {
        try home.write("{}", to: "rules/a.json")
        try home.write([UInt8](repeating: 0x20, count: 1_000_001), to: "rules/large.json")
        #expect(symlink("nowhere", home.file("rules/lost.json")) == 0)
        #expect(symlink("..", home.file("rules/units/loop")) == 0)
        let documents = RuleFiles.read(home.file("rules"))
        let failures = documents.compactMap { document -> Int32? in
            guard case .failure(let error) = document.content else { return nil }
            return error.code
        }
        #expect(Set(failures) == [EFBIG, ENOENT])
        #expect(documents.first?.path == home.file("rules/a.json"))

        let missing = RuleFiles.read(home.file("nothing"))
        #expect(missing.map(\.path) == [home.file("nothing")])
    }

    @Test func `the folders to watch are the one named and those in it`() {
        #expect(
            RuleFiles.folders(of: home.file("rules"))
                == [home.file("rules"), home.file("rules/units")])
    }
}
