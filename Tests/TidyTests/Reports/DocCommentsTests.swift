import Testing

@Suite struct DocCommentsTests {
    @Test func `a summary is a noun phrase or a verb, and names its subject`() throws {
        let docs = try DocComments(SourceTree.sources.get().files)
        #expect(docs.exported.count > 500)
        try Baseline(name: "doc-comments").check(counts: [
            "banned openings of exported declarations": docs.exported.count(where: \.isBanned),
            "vague summaries of exported declarations": docs.exported.count(where: \.isVague),
            "banned openings of all declarations": docs.comments.count(where: \.isBanned),
            "vague summaries of all declarations": docs.comments.count(where: \.isVague),
        ])
    }

    @Test(arguments: [
        ("Whether it is late.", true), ("Those of a case.", true), ("The same again.", true),
        ("It.", true), ("The deadline.", false), ("Soon.", false), ("Howitzers.", false),
    ])
    func `an opening that hides its subject is banned`(summary: String, isBanned: Bool) {
        let comment = DocComments.Comment(place: "", summary: summary, isExported: true)
        #expect(comment.isBanned == isBanned)
    }

    @Test func `a summary of three pronouns is vague`() {
        let file = SourceTree.File(
            path: "Sources/X/Y.swift",
            text: """
                /// Returns that which it is, for those who
                /// ask.
                ///
                /// More of it.
                @frozen
                package struct A {
                    /// Who knows it.
                    let b = 1
                }
                package enum C {
                    /// A case.
                    case d
                    /// Hidden.
                    var e: Int
                }
                package protocol F {
                    /// Required.
                    func g()
                }
                """)
        let docs = DocComments([file])
        #expect(docs.comments.map(\.isVague) == [true, false, false, false, false])
        #expect(docs.comments.map(\.isExported) == [true, false, true, false, true])
        #expect(docs.comments[0].summary == "Returns that which it is, for those who ask.")
        #expect(docs.comments[1].place == "Sources/X/Y.swift:7")
    }
}
