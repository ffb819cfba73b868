import TestSupport
import Testing

@Suite struct IndexStoreTests {
    @Test func `without a store the reader says how one comes to be`() throws {
        let folder = try TestFolder()
        let error = #expect(throws: TestFailure.self) {
            try TreeIndex.read(from: folder.path + "/store", below: folder.path)
        }
        #expect(error?.description.contains("--enable-index-store") == true)
    }

    @Test func `a file that changed since the build is found`() throws {
        let sources = try Sample.sources.get()
        #expect(try TreeIndex.unindexed(Sample.index.get(), sources) == [])
        let changed = sources.files.map { file in
            guard file.name == "Types.swift" else { return file }
            return SourceTree.File(path: file.path, text: "\n" + file.text)
        }
        let new = SourceTree.File(path: "Sources/Sample/New.swift", text: "struct New {}")
        let empty = SourceTree.File(path: "Sources/Sample/Empty.swift", text: "// nothing")
        let later = SourceTree(files: changed + [new, empty])
        #expect(
            try TreeIndex.unindexed(Sample.index.get(), later) == [
                "Sources/Sample/Types.swift", "Sources/Sample/New.swift",
            ])
    }

    @Test func `only files that exist are read, by their own module`() throws {
        let index = try Sample.index.get()
        #expect(index.files.map(\.path) == Sample.files.keys.sorted())
        #expect(index.files.filter(\.isTest).map(\.module) == ["SampleTests"])
    }
}
