import Testing

@Suite struct DeadDeclarationsTests {
    private static let tree = Result {
        try DeadDeclarations(TreeIndex.shared.get(), SourceTree.sources.get())
    }

    @Test(TreeIndex.isRead) func `every declaration is used`() throws {
        try Baseline(name: "dead-declarations").check(Self.tree.get().unused)
    }

    @Test(TreeIndex.isRead) func `a declaration is there for more than its tests`() throws {
        try Baseline(name: "test-only-declarations").check(Self.tree.get().testOnly)
    }

    @Test func `a call of itself is no use, and a witness none of its own`() throws {
        let dead = try DeadDeclarations(Sample.index.get(), Sample.sources.get())
        #expect(
            dead.unused.map { $0.replacing("Sources/Sample/Dead.swift: ", with: "") } == [
                "Dead.lonely()", "Shown.forgotten", "Speaking.hush()",
            ])
        #expect(dead.testOnly == ["Sources/Sample/Dead.swift: Dead.tried()"])
    }
}
