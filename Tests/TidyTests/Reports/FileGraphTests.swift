import Testing

@Suite struct FileGraphTests {
    @Test(TreeIndex.isRead) func `no files of a module mention each other in a circle`() throws {
        let knots = try FileGraph(TreeIndex.shared.get()).knots
        var arrows: [String: [String]] = [:]
        for knot in knots {
            for file in knot.files {
                arrows["\(file): in the knot of \(knot.files[0])"] =
                    knot.arrows.filter { $0.hasPrefix(file + " →") }
            }
        }
        try Baseline(name: "knots").check(Array(arrows.keys), details: arrows)
    }

    @Test func `a member and a nested type tie a knot`() throws {
        let graph = try FileGraph(Sample.index.get())
        let (left, right) = ("Sources/Sample/Left.swift", "Sources/Sample/Left+Right.swift")
        #expect(
            graph.knots.first { $0.files.contains(left) }
                == FileGraph.Knot(
                    files: [right, left],
                    arrows: [
                        "\(right) → \(left): Inner, Left, init()", "\(left) → \(right): inner()",
                    ]))
        #expect(!graph.knots.contains { $0.files.contains("Sources/Sample/Types.swift") })
        #expect(graph.arrows["Sources/Sample/Below.swift"]?.keys.sorted() == [left])
    }
}
