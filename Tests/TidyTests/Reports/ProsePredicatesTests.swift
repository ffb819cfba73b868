import Testing

@Suite struct ProsePredicatesTests {
    /// The targets that hold the program's state or decide by it.
    static let judged: Set<String> = [
        "Cases", "Deliveries", "Messages", "Ledgers", "Storage", "SQLiteStore", "Engine",
        "Queries", "Watcher", "duebell",
    ]

    /// The calls that do not search prose, each with its reason.
    static let permitted = [
        #"hasPrefix("//""#: "comments in JSON are members with this key",
        #"hasPrefix("$""#: "members for editors, such as $schema",
        #"contains("""#: "an empty part of an id",
        #"contains("\(old.series) \(old.occurrence ?? 1)""#: "a key made of ids",
        #"contains("@""#: "a mail address",
        #"hasPrefix("/""#: "an absolute path",
        #"contains("engineer@city.example""#: "the address of the demo's contact",
        #"hasPrefix("subject:""#: "a header field of mail",
        #"hasPrefix(" ""#: "a folded header field of mail",
        #"hasPrefix("\t""#: "a folded header field of mail",
        #"hasPrefix("msg_""#: "ids of deliveries",
        #"hasPrefix("mailto:""#: "the scheme of a recipient",
        #"hasPrefix("schedule:""#: "the scheme of a recipient",
        #"hasPrefix("contact:""#: "the scheme of a recipient",
        #"hasSuffix(".test.json""#: "a file name",
        #"hasPrefix(".""#: "a hidden file",
        #"reason == "test""#: "a code of the record format",
        #"firstRange(of: "  ""#: "the gap between the columns of a help page",
        #"replacing(" and ""#: "the argument parser's own English, which it offers as text alone",
        #"replacing(" or ""#: "the argument parser's own English, likewise",
        #"replacing(", ""#: "the argument parser's own English, likewise",
        #"reason.split("#: "the lines of a refusal, shown one below the other",
        #"contains(where: store.hasPrefix"#: "the schemes of a store",
        #"hasPrefix(prefix"#: "the scheme of a store",
        #"replacing("-""#: "the name of a setting as a variable of the environment",
    ]

    @Test func `no state is read out of a text for people`() throws {
        let files = try SourceTree.sources.get().files.filter { Self.judged.contains($0.module) }
        let found = try ProsePredicates(files, permitted: Self.permitted)
        try Baseline(name: "prose-predicates").check(found.findings)
        if !found.idle.isEmpty {
            Issue.record("permitted and made nowhere: \(found.idle)", severity: .warning)
        }
    }

    @Test(arguments: [
        (#"if remark.contains("muted") {}"#, [#"contains("muted""#, "remark.contains("]),
        (#"a.b?.hasPrefix(Settlement.mergedMark)"#, ["hasPrefix(Settlement.mergedMark"]),
        (#"a.hasPrefix(\n  "x")"#, ["hasPrefix(\n  \"x\""]),
        (#"AND instr(coalesce(remark, ''), ?) > 0"#, ["instr(coalesce(remark"]),
        (#"WHERE remark NOT LIKE 'muted%'"#, ["remark NOT LIKE"]),
        (#"text.replacing(words.english, with: words.chinese)"#, ["replacing("]),
        (#"let others = remark?.split(separator: ";")"#, ["remark?.split("]),
        (#"why == "works""#, [#"why == "works""#]),
        (#"names.contains(name) && note != "" && prefix(3) == a"#, []),
    ])
    func `a search of text is found`(code: String, calls: [String]) throws {
        let code = code.replacing("\\n", with: "\n")
        #expect(try ProsePredicates.calls(in: code) == calls)
    }

    @Test func `a file that reads old rows may, and so may a permitted call`() throws {
        let text = #"_ = a.hasPrefix("x") && b.hasSuffix("y")"#
        let files = ["Legacy.swift", "New.swift"].map {
            SourceTree.File(path: "Sources/Storage/" + $0, text: text)
        }
        let found = try ProsePredicates(
            files, permitted: [#"hasPrefix("x""#: "a test", #"hasPrefix("z""#: "a test"])
        #expect(found.findings == [#"Sources/Storage/New.swift: hasSuffix("y""#])
        #expect(found.idle == [#"hasPrefix("z""#])
    }
}
