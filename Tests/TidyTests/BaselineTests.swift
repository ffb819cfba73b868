import Testing

@Suite struct BaselineTests {
    @Test func `a finding that is new and one that is gone are told apart`() {
        let (new, gone) = Baseline.compare(["a", "b"], with: ["b", "c"])
        #expect(new == ["a"])
        #expect(gone == ["c"])
    }
}
