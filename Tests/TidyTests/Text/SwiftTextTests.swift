import Testing

@Suite struct SwiftTextTests {
    @Test(arguments: [
        (#"a // b "c""#, "a         "),
        (#"a /* b /* c */ d */ e"#, "a                   e"),
        (#"a("// b") // c"#, #"a("    ")     "#),
        (#"a("b\"c", d)"#, #"a("    ", d)"#),
        (#"a("b\\", c)"#, #"a("   ", c)"#),
        (#"a("b\(c("d"))e")"#, #"a("  (c(" ")) ")"#),
        (##"a(#"b"c\n"#, d)"##, ##"a(#"     "#, d)"##),
        ("a(\"\"\"\n  b \"c\" {\n  \"\"\")", "a(\"\"\"\n         \n  \"\"\")"),
        ("#if a", "#if a"),
    ])
    func `comments and the insides of strings are blank`(text: String, code: String) {
        #expect(SwiftText(text).code == code)
    }

    @Test func `what stands in strings is kept where only comments go`() {
        #expect(SwiftText(#"a("// b") // c"#).uncommented == #"a("// b")     "#)
    }
}
