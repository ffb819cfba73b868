import Testing

@Suite struct DeadDeclarationsTests {
    @Test(TreeIndex.isRead) func `every declaration is used`() throws {
        let dead = try DeadDeclarations(TreeIndex.shared.get())
        try Baseline(name: "dead-declarations").check(dead.unused)
    }

    @Test(TreeIndex.isRead) func `a declaration is there for more than its tests`() throws {
        let dead = try DeadDeclarations(TreeIndex.shared.get())
        try Baseline(name: "test-only-declarations").check(dead.testOnly)
    }

    @Test func `a call of itself is no use, and a witness none of its own`() throws {
        let dead = try DeadDeclarations(Sample.index.get())
        #expect(
            dead.unused.map { $0.replacing("Sources/Sample/Dead.swift: ", with: "") } == [
                "Dead.lonely()", "Shown.forgotten", "Speaking.hush()",
            ])
        #expect(dead.testOnly == ["Sources/Sample/Dead.swift: Dead.tried()"])
    }
}
