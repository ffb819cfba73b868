import Testing

@Suite struct FunctionLengthsTests {
    static let limit = 50

    @Test(TreeIndex.isRead) func `a function ends within fifty lines`() throws {
        let lengths = try FunctionLengths(TreeIndex.shared.get(), SourceTree.sources.get())
        try Baseline(name: "long-functions").check(lengths.longer(than: Self.limit))
    }

    @Test func `a function of fifty-one lines is too long`() throws {
        let lengths = try FunctionLengths(Sample.index.get(), Sample.sources.get())
        #expect(lengths.longer(than: Self.limit) == ["Sources/Sample/Long.swift: long()"])
        #expect(lengths.functions.prefix(2).map(\.lines) == [51, 50])
        #expect(lengths.quantile(0.5) == 1)
    }

    @Test func `a body ends at its own brace`() {
        let bodies = FunctionLengths.Bodies(
            "func a(\n  b: C = { 1 }\n) {\n  if d {\n  }\n}\nlet e\n{")
        #expect(bodies.lastLine(from: 1, 6, isFunction: true) == 6)
        #expect(bodies.lastLine(from: 7, 5, isFunction: false) == nil)
    }
}
