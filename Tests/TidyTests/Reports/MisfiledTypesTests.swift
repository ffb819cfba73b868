import Testing

@Suite struct MisfiledTypesTests {
    @Test(TreeIndex.isRead) func `a type that three files use has a file of its name`() throws {
        let misfiled = try MisfiledTypes(TreeIndex.shared.get())
        try Baseline(name: "misfiled-types").check(misfiled.types)
    }

    @Test func `a type that three others use in a file of another name is found`() throws {
        let misfiled = try MisfiledTypes(Sample.index.get())
        #expect(misfiled.types == ["Sources/Sample/Types.swift: Stray"])
    }

    @Test(arguments: [
        ("Case.swift", "Case", true), ("Case+Coding.swift", "Case.Subject", true),
        ("Obligation.swift", "Case", false), ("Subject.swift", "Case.Subject", true),
    ])
    func `a file is named as its type or as one around it`(
        file: String, type: String, isHome: Bool
    ) {
        #expect(MisfiledTypes.isHome(file, of: type) == isHome)
    }
}
